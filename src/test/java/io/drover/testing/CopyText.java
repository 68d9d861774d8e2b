package io.drover.testing;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * An independent comparison: a table as the sorted lines of the server's own COPY, read by the
 * driver's CopyManager and by nothing of ours but the session's settings.
 */
public final class CopyText {
    private CopyText() {}

    /** The rows of a table or query, sorted by code unit. */
    public static List<String> sorted(TestDatabase database, String relation) {
        Stream<String> lines =
                new String(
                                bytes(database, "COPY " + relation + " TO STDOUT"),
                                StandardCharsets.UTF_8)
                        .lines();
        return lines.sorted().toList();
    }

    /** The rows in COPY's binary form, as Latin-1, in the order of {@code query}. */
    public static String binary(TestDatabase database, String query) {
        return new String(
                bytes(database, "COPY (" + query + ") TO STDOUT (FORMAT binary)"),
                StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(TestDatabase database, String sql) {
        Session session = new Session("copy text", Session.Timeouts.NONE);
        try (Connection connection = Connections.open(Side.SOURCE, database.endpoint(), session)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, bytes);
            return bytes.toByteArray();
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
