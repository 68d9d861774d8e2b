package io.drover.engine.jdbc;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.CanonicalType;
import io.drover.engine.BucketDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tries a server's SQL on values whose frames are known, before any digest of it is relied on: each
 * frame and the digest of all of them as one row must be those that Java has.
 *
 * <p>Runs on: driver; two queries.
 *
 * @param <C> a column as the engine's SQL knows it
 */
public record DigestTrial<C>(List<Value> values, Sql<C> sql) {
    private static final int BUCKETS = 1 << 16;

    public DigestTrial {
        values = List.copyOf(values);
    }

    /**
     * A value with its frame.
     *
     * @param type of a column, as the server calls it
     * @param bytes length and payload
     * @param text the value, as {@link Sql} understands it
     */
    public record Value(CanonicalType as, String type, byte[] bytes, String text) {}

    /** A value under the name of its column. */
    public record Named(String name, Value value) {}

    /** How an engine is asked. */
    public interface Sql<C> {
        /** A value as a column of {@link #from}. */
        C column(String name, Value value);

        /** What follows FROM: one row of the values. */
        String from(List<Named> values);

        /** The form of a row of columns. */
        String row(List<C> columns);

        /** A query for the digests of rows by bucket, as {@link BucketDigest#of} reads them. */
        String digests(List<C> columns, int buckets, String from);

        /** For people. */
        String said(Value value);
    }

    /**
     * The values that ship with an engine, a line each: canonical type, type of a column, length
     * and payload in hexadecimal, value; between tabs.
     */
    public static List<Value> shipped(Class<?> engine, String resource) {
        try (InputStream stream = engine.getResourceAsStream(resource);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> value(line.split("\t", -1)))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + resource, failure);
        }
    }

    private static Value value(String[] fields) {
        return new Value(
                CanonicalType.valueOf(fields[0]),
                fields[1],
                HexFormat.of().parseHex(fields[2]),
                fields[3]);
    }

    /** Why the server's SQL cannot be relied on; empty where every value came out right. */
    public Optional<String> refusal(Connection connection) {
        try {
            return wrong(connection).stream().findFirst();
        } catch (SQLException refused) {
            return Optional.of(said(refused));
        }
    }

    /** In one line. */
    public static String said(SQLException refused) {
        return "the server refuses the SQL: "
                + String.valueOf(refused.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    /**
     * Each value that comes out wrong, with both forms; where all are right, the digest if it is
     * not.
     */
    public List<String> wrong(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> forms = wrongForms(statement);
            return forms.isEmpty() ? wrongDigest(statement) : forms;
        }
    }

    private List<String> wrongForms(Statement statement) throws SQLException {
        List<String> wrong = new ArrayList<>();
        String forms =
                columns().stream()
                        .map(column -> sql.row(List.of(column)))
                        .collect(Collectors.joining(", ", "SELECT ", " FROM " + from()));
        try (ResultSet row = statement.executeQuery(forms)) {
            row.next();
            for (int number = 0; number < values.size(); number++) {
                byte[] wanted = form(values.subList(number, number + 1));
                byte[] found = row.getBytes(number + 1);
                if (!Arrays.equals(wanted, found)) {
                    wrong.add(
                            "the server's form of %s is %s and not %s"
                                    .formatted(
                                            sql.said(values.get(number)), hex(found), hex(wanted)));
                }
            }
        }
        return wrong;
    }

    private List<String> wrongDigest(Statement statement) throws SQLException {
        byte[] form = form(values);
        CanonicalDigest digest = new CanonicalDigest();
        digest.digest(form, 0, form.length);
        BucketDigest wanted =
                new BucketDigest(
                        (int) (digest.high() >>> (Long.SIZE - Short.SIZE)),
                        1,
                        digest.high(),
                        digest.low(),
                        0);
        try (ResultSet row = statement.executeQuery(sql.digests(columns(), BUCKETS, from()))) {
            row.next();
            BucketDigest found = BucketDigest.of(row);
            return found.equals(wanted)
                    ? List.of()
                    : List.of(
                            "the server's digest of a row is %s and not %s"
                                    .formatted(found, wanted));
        }
    }

    private List<Named> named() {
        List<Named> named = new ArrayList<>();
        for (Value value : values) {
            named.add(new Named("v" + named.size(), value));
        }
        return named;
    }

    private List<C> columns() {
        return named().stream().map(each -> sql.column(each.name(), each.value())).toList();
    }

    private String from() {
        return sql.from(named());
    }

    private static byte[] form(List<Value> values) {
        int length = Integer.BYTES;
        for (Value value : values) {
            length += Integer.BYTES + value.bytes().length;
        }
        ByteBuffer form = ByteBuffer.allocate(length).putInt(values.size());
        values.forEach(value -> form.putInt(value.as().tag()).put(value.bytes()));
        return form.array();
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "NULL" : HexFormat.of().formatHex(bytes);
    }
}
