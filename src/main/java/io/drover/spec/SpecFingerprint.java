package io.drover.spec;

import io.drover.model.Nullable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a spec decides the rows of the target and the chunks that bring them: a resumed load must
 * be given the same. Users, passwords, connection settings, limits and the snapshot are not part of
 * it, and of a masking secret only its digest is, so it holds no secret and may be stored and
 * shown.
 *
 * <p>Order: sorted by key. Lists are numbered, so that their order counts where it means something
 * (key columns, checks) and not where it does not (patterns, tables).
 *
 * @param values flat keys as in the spec, and their text
 */
public record SpecFingerprint(Map<String, String> values) {
    public SpecFingerprint {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public static SpecFingerprint of(MigrationSpec spec) {
        Map<String, String> values = new TreeMap<>();
        values.put("name", spec.name());
        endpoint(values, "source", spec.source());
        endpoint(values, "target", spec.target());
        texts(values, "select.include", spec.select().include().stream().sorted().toList());
        texts(values, "select.exclude", spec.select().exclude().stream().sorted().toList());
        put(values, "select.target-schema", spec.select().targetSchema());
        if (spec.select().names() != NameRule.KEEP) {
            put(values, "select.names", spec.select().names());
        }
        put(values, "schema", spec.schema());
        put(values, "load", spec.load());
        put(values, "read-path", spec.readPath());
        chunking(values, "chunking", spec.chunking());
        for (TableSpec table : spec.tables()) {
            boolean split =
                    spec.tables().stream().filter(own -> own.name().equals(table.name())).count()
                            > 1;
            table(values, table, split);
        }
        return new SpecFingerprint(values);
    }

    /** SHA-256 over the framed keys and values, as 64 hexadecimal digits. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            values.forEach((key, value) -> digest.update(frame(key, value)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("Every Java has SHA-256", failure);
        }
    }

    /** What changed from {@code old} to {@code now}, a line each, sorted by key. */
    public static List<String> differences(Map<String, String> old, Map<String, String> now) {
        TreeSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            String was = old.get(key);
            String is = now.get(key);
            if (was == null || !was.equals(is)) {
                lines.add(key + ": was " + shown(was) + ", is " + shown(is));
            }
        }
        return lines;
    }

    private static void endpoint(Map<String, String> values, String key, EndpointSpec endpoint) {
        values.put(key + ".type", endpoint.type());
        values.put(key + ".url", PostgresUrl.database(endpoint.url()));
    }

    /** A table that becomes several is named with its target. */
    private static void table(Map<String, String> values, TableSpec table, boolean split) {
        String key =
                "tables.\""
                        + table.name()
                        + (split && table.target() != null ? " to " + table.target() : "")
                        + "\"";
        values.put(key, "set");
        put(values, key + ".target", table.target());
        put(values, key + ".where", table.where());
        put(values, key + ".load", table.load());
        put(values, key + ".read-path", table.readPath());
        texts(values, key + ".key", table.key());
        texts(values, key + ".waive", table.waive().stream().sorted().toList());
        if (table.chunking() != null) {
            chunking(values, key + ".chunking", table.chunking());
        }
        RulesFingerprint.put(values, key, table.rules());
    }

    private static void chunking(Map<String, String> values, String key, ChunkingSpec chunking) {
        put(values, key + ".by", chunking.by());
        values.put(key + ".target-bytes", Long.toString(chunking.targetBytes()));
        values.put(key + ".small-table-bytes", Long.toString(chunking.smallTableBytes()));
    }

    private static void texts(Map<String, String> values, String key, List<String> texts) {
        for (int index = 0; index < texts.size(); index++) {
            values.put(key + "[" + index + "]", texts.get(index));
        }
    }

    private static void put(Map<String, String> values, String key, @Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            values.put(key, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        } else if (value != null) {
            values.put(key, value.toString());
        }
    }

    private static byte[] frame(String key, String value) {
        return (key.length() + ":" + key + "=" + value.length() + ":" + value + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String shown(@Nullable String value) {
        return value == null ? "not set" : "\"" + value + "\"";
    }
}
