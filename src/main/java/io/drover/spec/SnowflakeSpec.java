package io.drover.spec;

import io.drover.model.Nullable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings of an endpoint of type {@code snowflake}, its object {@code snowflake}.
 *
 * @param database as Snowflake's catalog has it: in upper case unless the spec quotes it
 * @param schema likewise; where tables are loaded, and the receipts of loads are
 * @param warehouse likewise; null: the user's default
 * @param role likewise
 * @param authentication how the user proves who it is; a password is the endpoint's own
 * @param privateKey a PEM text, of key pair authentication
 * @param passphrase of the key where it is encrypted
 * @param token of OAuth, or a programmatic access token
 * @param identifiers how names are told apart
 * @param instants in which type a new table keeps instants
 * @param at of a source, the instant that is read, in ISO form; null: when the run begins
 * @param transientTables whether new tables have no fail-safe
 * @param clusterBy of new tables, by the tables' names
 * @param keepBefore whether a table is cloned before rows are added to it
 * @param deleteMissing whether an upsert deletes what the source does not have
 * @param fileBytes about how large a file of the stage is, compressed
 * @param batchBytes about how large the files of one COPY are together
 */
public record SnowflakeSpec(
        String database,
        String schema,
        @Nullable String warehouse,
        @Nullable String role,
        Authentication authentication,
        @Nullable Secret privateKey,
        @Nullable Secret passphrase,
        @Nullable Secret token,
        Identifiers identifiers,
        Instants instants,
        @Nullable String at,
        boolean transientTables,
        Map<String, List<String>> clusterBy,
        boolean keepBefore,
        boolean deleteMissing,
        long fileBytes,
        long batchBytes,
        @Nullable SnowflakeProxy proxy)
        implements EngineSpec {
    /** How the user proves who it is. */
    public enum Authentication {
        KEY_PAIR,
        OAUTH,
        PROGRAMMATIC_ACCESS_TOKEN,
        PASSWORD
    }

    /** How names are told apart. */
    public enum Identifiers {
        /**
         * A name that needs no quotes in PostgreSQL needs none in Snowflake: {@code orders} is
         * {@code ORDERS} there, and {@code ORDERS} is {@code "orders"}.
         */
        FOLD,
        /** Each as it is, in quotes. */
        KEEP
    }

    /** The type of instants in new tables. */
    public enum Instants {
        /** An instant, as PostgreSQL's {@code timestamptz} is one. */
        TIMESTAMP_LTZ,
        /** An instant and an offset, which is always that of UTC. */
        TIMESTAMP_TZ
    }

    static SnowflakeSpec read(SpecNode node, boolean hasPassword) {
        Authentication authentication = authentication(node);
        Secret key = EndpointReader.wholeFile(node, "private-key-file");
        Secret passphrase = EndpointReader.secret(node, "private-key-passphrase");
        Secret token = EndpointReader.secret(node, "token");
        check(node, authentication, key != null, token != null, hasPassword);
        SnowflakeSpec spec =
                new SnowflakeSpec(
                        name(node, "database", node.text("database")),
                        name(node, "schema", node.text("schema")),
                        name(node, "warehouse", node.optionalText("warehouse")),
                        name(node, "role", node.optionalText("role")),
                        authentication,
                        key,
                        passphrase,
                        token,
                        node.oneOf("identifiers", Identifiers.class),
                        instants(node),
                        node.optionalInstant("at"),
                        node.truth("transient"),
                        columns(node, "cluster-by"),
                        node.truth("keep-before"),
                        node.truth("delete-missing"),
                        node.bytes("file-bytes", 1 << 20, 1L << 32),
                        node.bytes("batch-bytes", 1 << 20, 1L << 40),
                        SnowflakeProxy.read(node.child("proxy")));
        node.refuseUnknownKeys();
        return spec;
    }

    private static Authentication authentication(SpecNode node) {
        String wanted = node.optionalText("authentication");
        if (wanted != null && isForPeople(wanted)) {
            node.problem(
                    "authentication",
                    "must not be %s: a job has nobody who answers, and a cached answer is a secret on disk; write key-pair, oauth, programmatic-access-token or password"
                            .formatted(wanted));
            return Authentication.PASSWORD;
        }
        return node.oneOf("authentication", Authentication.class);
    }

    /** What asks somebody, or keeps an answer of somebody. */
    static boolean isForPeople(String authenticator) {
        String name = authenticator.toLowerCase(Locale.ROOT).replace('_', '-');
        return name.contains("mfa") || name.equals("externalbrowser");
    }

    private static void check(
            SpecNode node,
            Authentication authentication,
            boolean hasKey,
            boolean hasToken,
            boolean hasPassword) {
        boolean wantsKey = authentication == Authentication.KEY_PAIR;
        boolean wantsPassword = authentication == Authentication.PASSWORD;
        boolean wantsToken = !wantsKey && !wantsPassword;
        String how = authentication.name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (wantsKey && !hasKey && !node.has("private-key-file")) {
            node.problem("private-key-file", "is missing: authentication is key-pair");
        }
        if (wantsToken && !hasToken && !node.has("token-file")) {
            node.problem("token", "is missing, and token-file too: authentication is " + how);
        }
        if (wantsPassword && !hasPassword) {
            node.problem(
                    "authentication", "is password, and neither password nor password-file is set");
        }
        if (!wantsKey && hasKey) {
            node.problem("private-key-file", "is of authentication key-pair, and it is " + how);
        }
        if (!wantsToken && hasToken) {
            node.problem("token", "is of oauth or programmatic-access-token, and it is " + how);
        }
        if (!wantsPassword && hasPassword) {
            node.problem("authentication", "is " + how + ", which takes no password; leave it out");
        }
    }

    /** As Snowflake reads a name in SQL. */
    private static @Nullable String name(SpecNode node, String key, @Nullable String written) {
        if (written == null || written.isEmpty()) {
            return written;
        }
        if (written.length() > 2 && written.startsWith("\"") && written.endsWith("\"")) {
            return written.substring(1, written.length() - 1).replace("\"\"", "\"");
        }
        if (!written.matches("[A-Za-z_][A-Za-z0-9_$]*")) {
            node.problem(
                    key,
                    "is no plain name; write it in quotes, as SQL would: \"\\\"my name\\\"\"; got "
                            + written);
        }
        return written.toUpperCase(Locale.ROOT);
    }

    private static Instants instants(SpecNode node) {
        int choice = node.choice("instants", List.of("timestamp_ltz", "timestamp_tz"));
        return choice == 1 ? Instants.TIMESTAMP_TZ : Instants.TIMESTAMP_LTZ;
    }

    private static Map<String, List<String>> columns(SpecNode node, String key) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        node.properties(key)
                .forEach(
                        (table, names) ->
                                columns.put(
                                        table,
                                        Arrays.stream(names.split(",", -1))
                                                .map(String::strip)
                                                .filter(name -> !name.isEmpty())
                                                .toList()));
        return columns;
    }
}
