package io.drover.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The shop of the demo: {@code shop.sql} run on the server, which makes the rows itself. The same
 * rows and seed give the same database.
 */
public final class DemoData {
    private static final String COUNT_OF_ALL =
            """
            SELECT count(*), sum((xpath('/row/c/text()', query_to_xml(
                format('SELECT count(*) AS c FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text::bigint)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('shop', 'Sales Data')
            """;

    private DemoData() {}

    /** How much was made. */
    public record Filled(long tables, long rows) {}

    /**
     * Fills an empty database.
     *
     * @param rows about how many, all tables together
     */
    public static Filled fill(String url, long rows, int seed) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            DemoScript.run(connection, "shop.sql", rows, seed);
            try (ResultSet counts = statement.executeQuery(COUNT_OF_ALL)) {
                counts.next();
                return new Filled(counts.getLong(1), counts.getLong(2));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("Cannot fill " + url, failure);
        }
    }
}
