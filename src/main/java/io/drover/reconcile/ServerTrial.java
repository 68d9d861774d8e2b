package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.BucketSql;
import io.drover.dialect.postgres.CanonicalField;
import io.drover.dialect.postgres.CanonicalSql;
import io.drover.dialect.postgres.CanonicalSql.Server;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.WireFrame;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
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

/**
 * Tries a server's SQL on values whose frames are known, before any digest of it is relied on: the
 * frames, the hashes of keys and the digest of a row must be those that Java has.
 *
 * <p>Runs on: driver, over the connection that holds the side's snapshot; two queries.
 */
final class ServerTrial {
    private static final String RESOURCE = "server-vectors.tsv";

    private final List<Vector> vectors;

    ServerTrial(List<Vector> vectors) {
        this.vectors = List.copyOf(vectors);
    }

    /**
     * A value with its frame.
     *
     * @param type as the server prints it
     * @param bytes length and payload
     * @param literal null for NULL
     */
    record Vector(WireFrame frame, String type, byte[] bytes, @Nullable String literal) {
        String sql() {
            return (literal == null ? "NULL" : PostgresNames.literal(literal)) + "::" + type;
        }

        CanonicalField field() {
            return CanonicalSql.field(frame.isOwn() ? sql() : PostgresNames.printed(sql()), frame);
        }

        /** Whether the server at hand is asked for it. */
        boolean suits(Server server) {
            return CanonicalSql.refusal(frame, server).isEmpty()
                    && (server.encoding().equals("UTF8")
                            || literal == null
                            || literal.chars().allMatch(character -> character < 128));
        }
    }

    /** The trial that ships with the program. */
    static ServerTrial shipped() {
        return new ServerTrial(shippedVectors());
    }

    static List<Vector> shippedVectors() {
        List<Vector> vectors = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                ServerTrial.class.getResourceAsStream(RESOURCE),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    vectors.add(vector(line.split("\t", -1)));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, failure);
        }
        return vectors;
    }

    private static Vector vector(String[] fields) {
        WireFrame own = WireFrame.of(fields[1]);
        return new Vector(
                fields[0].startsWith(CanonicalType.DECIMAL.name()) ? own.asDecimal() : own,
                fields[1],
                HexFormat.of().parseHex(fields[2]),
                fields[3].equals("\\N") ? null : fields[3].translateEscapes());
    }

    /** Why the server's SQL cannot be relied on; empty where every value came out right. */
    Optional<String> refusal(Connection connection, Server server) {
        List<Vector> asked = vectors.stream().filter(vector -> vector.suits(server)).toList();
        if (asked.isEmpty()) {
            return Optional.of("server version " + server.version() + " is too old");
        }
        try (Statement statement = connection.createStatement()) {
            var before = connection.setSavepoint();
            try {
                Optional<String> wrong = wrongValue(statement, asked, server);
                wrong = wrong.isPresent() ? wrong : wrongDigest(statement, asked);
                connection.releaseSavepoint(before);
                return wrong;
            } catch (SQLException refused) {
                connection.rollback(before);
                return Optional.of("the server refuses the SQL: " + refused.getMessage());
            }
        } catch (SQLException failure) {
            return Optional.of("the server cannot be asked: " + failure.getMessage());
        }
    }

    private static Optional<String> wrongValue(
            Statement statement, List<Vector> asked, Server server) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (Vector vector : asked) {
            columns.add(CanonicalSql.row(List.of(vector.field())));
            columns.add(hash(vector, server).orElse("NULL"));
        }
        try (ResultSet row = statement.executeQuery("SELECT " + String.join(", ", columns))) {
            row.next();
            for (int number = 0; number < asked.size(); number++) {
                Vector vector = asked.get(number);
                byte[] wanted = form(List.of(vector));
                byte[] found = row.getBytes(2 * number + 1);
                if (!Arrays.equals(wanted, found)) {
                    return Optional.of(
                            "the server's form of %s is %s and not %s"
                                    .formatted(vector.sql(), hex(found), hex(wanted)));
                }
                long hash = KeyHash.of(wanted, Integer.BYTES, 1);
                long foundHash = row.getLong(2 * number + 2);
                if (!row.wasNull() && foundHash != hash) {
                    return Optional.of(
                            "the server's hash of %s is %d and not %d"
                                    .formatted(vector.sql(), foundHash, hash));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> hash(Vector vector, Server server) {
        List<CanonicalField> key = List.of(vector.field());
        return BucketSql.dependsOnEncoding(key) && !server.encoding().equals("UTF8")
                ? Optional.empty()
                : BucketSql.hash(key);
    }

    /** All of them as one row, digested as a table's rows are. */
    private static Optional<String> wrongDigest(Statement statement, List<Vector> asked)
            throws SQLException {
        byte[] form = form(asked);
        CanonicalDigest digest = new CanonicalDigest();
        digest.digest(form, 0, form.length);
        SetDigest wanted = new SetDigest(1, digest.high(), digest.low());
        String sql =
                CanonicalSql.bucketDigests(
                                asked.stream().map(Vector::field).toList(), 0, 1, "(VALUES (0)) v")
                        .orElseThrow();
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            SetDigest found =
                    new SetDigest(
                            row.getLong(2),
                            row.getBigDecimal(3).longValue(),
                            row.getBigDecimal(4).longValue());
            return found.equals(wanted)
                    ? Optional.empty()
                    : Optional.of(
                            "the server's digest of a row is %s and not %s"
                                    .formatted(found.hex(), wanted.hex()));
        }
    }

    private static byte[] form(List<Vector> vectors) {
        int length = Integer.BYTES;
        for (Vector vector : vectors) {
            length += Integer.BYTES + vector.bytes().length;
        }
        ByteBuffer form = ByteBuffer.allocate(length).putInt(vectors.size());
        vectors.forEach(vector -> form.putInt(vector.frame().tag()).put(vector.bytes()));
        return form.array();
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "NULL" : HexFormat.of().formatHex(bytes);
    }
}
