package io.drover.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The worked example's two databases: the register of a charity, and the new system's tables. The
 * same rows and seed give the same register, whose figures are known before it is made: see {@link
 * Outcome}.
 */
public final class BeneficiariesData {
    /** How many rows the example has since 2020. */
    public static final long ROWS = 1_247_893;

    private static final String EXPECTED =
            "SELECT read_rows, loaded_rows, deduplicated_rows, quarantined_rows,"
                    + " unknown_location_rows, older_rows FROM demo.expected";

    private BeneficiariesData() {}

    /**
     * What must come of a register, in rows.
     *
     * @param unknownLocations how many of those loaded are kept as {@code UNKNOWN}, for review
     * @param older how many the pushed-down filter leaves out, unread
     */
    public record Outcome(
            long read,
            long loaded,
            long deduplicated,
            long quarantined,
            long unknownLocations,
            long older) {
        static Outcome of(Statement statement, String sql) throws SQLException {
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return new Outcome(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6));
            }
        }
    }

    /**
     * Makes the register in an empty database, and counts it.
     *
     * @param rows since 2020, 500 or more; everything else is in proportion
     */
    public static Outcome fillSource(String url, long rows, int seed) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            DemoScript.run(connection, "beneficiaries-source.sql", rows, seed);
            Outcome expected = Outcome.of(statement, EXPECTED);
            Outcome counted = Outcome.of(statement, DemoScript.text("beneficiaries-counted.sql"));
            if (!counted.equals(expected)) {
                throw new IllegalStateException("Made " + counted + ", wanted " + expected);
            }
            return expected;
        } catch (SQLException failure) {
            throw new IllegalStateException("Cannot fill " + url, failure);
        }
    }

    /** What {@link #fillSource} wrote down. */
    public static Outcome expected(String sourceUrl) {
        try (Connection connection = DriverManager.getConnection(sourceUrl);
                Statement statement = connection.createStatement()) {
            return Outcome.of(statement, EXPECTED);
        } catch (SQLException failure) {
            throw new IllegalStateException("Cannot read " + sourceUrl, failure);
        }
    }

    /** Makes the tables of the new system; the URL's user owns them. */
    public static void makeTarget(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(DemoScript.text("beneficiaries-target.sql"));
        } catch (SQLException failure) {
            throw new IllegalStateException("Cannot make the tables in " + url, failure);
        }
    }
}
