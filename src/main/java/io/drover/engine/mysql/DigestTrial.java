package io.drover.engine.mysql;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.CanonicalType;
import io.drover.dialect.mysql.CanonicalSql;
import io.drover.dialect.mysql.DigestedColumn;
import io.drover.dialect.mysql.MysqlType;
import io.drover.engine.BucketDigest;
import java.io.BufferedReader;
import java.io.IOException;
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
 * <p>Runs on: driver, over a reader of the moment; two queries.
 */
record DigestTrial(List<Vector> vectors) {
    private static final String RESOURCE = "digest-vectors.tsv";

    DigestTrial {
        vectors = List.copyOf(vectors);
    }

    /**
     * A value with its frame.
     *
     * @param type of a column, as the server prints it
     * @param bytes length and payload
     * @param sql an expression of that type
     */
    record Vector(CanonicalType as, String type, byte[] bytes, String sql) {
        DigestedColumn column(String name) {
            return new DigestedColumn(name, MysqlType.of(type, charset()), as, false, false);
        }

        private String charset() {
            return as == CanonicalType.TEXT ? "utf8mb4" : null;
        }
    }

    /** The trial that ships with the program. */
    static DigestTrial shipped() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                DigestTrial.class.getResourceAsStream(RESOURCE),
                                StandardCharsets.UTF_8))) {
            return new DigestTrial(
                    lines.lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> vector(line.split("\t", -1)))
                            .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, failure);
        }
    }

    private static Vector vector(String[] fields) {
        return new Vector(
                CanonicalType.valueOf(fields[0]),
                fields[1],
                HexFormat.of().parseHex(fields[2]),
                fields[3]);
    }

    /** Why the server's SQL cannot be relied on; empty where every value came out right. */
    Optional<String> refusal(Connection connection) {
        List<DigestedColumn> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int number = 0; number < vectors.size(); number++) {
            columns.add(vectors.get(number).column("v" + number));
            values.add(vectors.get(number).sql() + " AS v" + number);
        }
        // A limit keeps the values in a table, where they have the types of columns.
        String from = "(SELECT %s LIMIT 1) v".formatted(String.join(", ", values));
        try (Statement statement = connection.createStatement()) {
            Optional<String> wrong = wrongForm(statement, columns, from);
            return wrong.isPresent() ? wrong : wrongDigest(statement, columns, from);
        } catch (SQLException refused) {
            return Optional.of("the server refuses the SQL: " + refused.getMessage());
        }
    }

    private Optional<String> wrongForm(
            Statement statement, List<DigestedColumn> columns, String from) throws SQLException {
        String forms =
                columns.stream()
                        .map(column -> CanonicalSql.row(List.of(column)))
                        .collect(Collectors.joining(", "));
        try (ResultSet row = statement.executeQuery("SELECT %s FROM %s".formatted(forms, from))) {
            row.next();
            for (int number = 0; number < vectors.size(); number++) {
                byte[] wanted = form(vectors.subList(number, number + 1));
                byte[] found = row.getBytes(number + 1);
                if (!Arrays.equals(wanted, found)) {
                    return Optional.of(
                            "the server's form of %s is %s and not %s"
                                    .formatted(vectors.get(number).sql(), hex(found), hex(wanted)));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> wrongDigest(
            Statement statement, List<DigestedColumn> columns, String from) throws SQLException {
        byte[] form = form(vectors);
        CanonicalDigest digest = new CanonicalDigest();
        digest.digest(form, 0, form.length);
        int buckets = 1 << 16;
        BucketDigest wanted =
                new BucketDigest(
                        (int) (digest.high() >>> (Long.SIZE - Short.SIZE)),
                        1,
                        digest.high(),
                        digest.low(),
                        0);
        try (ResultSet row =
                statement.executeQuery(CanonicalSql.bucketDigests(columns, buckets, from))) {
            row.next();
            BucketDigest found = ServerDigests.digest(row);
            return found.equals(wanted)
                    ? Optional.empty()
                    : Optional.of(
                            "the server's digest of a row is %s and not %s"
                                    .formatted(found, wanted));
        }
    }

    private static byte[] form(List<Vector> vectors) {
        int length = Integer.BYTES;
        for (Vector vector : vectors) {
            length += Integer.BYTES + vector.bytes().length;
        }
        ByteBuffer form = ByteBuffer.allocate(length).putInt(vectors.size());
        vectors.forEach(vector -> form.putInt(vector.as().tag()).put(vector.bytes()));
        return form.array();
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "NULL" : HexFormat.of().formatHex(bytes);
    }
}
