package io.drover.demo;

import io.drover.demo.BeneficiariesData.Outcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints the worked example's equation as the ledger has it, and whether it, the target's rows and
 * its foreign key are what they must be. For {@code scripts/demo beneficiaries}; fails when not.
 *
 * <p>Arguments: source URL, target URL, of a superuser each.
 */
public final class BeneficiariesBalance {
    private static final String RECEIPTS =
            """
            SELECT sum(read_rows), sum(loaded_rows), sum(filtered_rows), sum(deduplicated_rows), sum(quarantined_rows)
            FROM drover.receipt JOIN drover.table_load USING (load_id, table_number, generation)
            WHERE load_id = (SELECT max(load_id) FROM drover.migration_load WHERE migration = 'beneficiaries')
            """;

    private static final String TARGET =
            """
            SELECT count(*), count(*) FILTER (WHERE region = 'UNKNOWN' AND requires_review), count(*) FILTER (WHERE code IS NULL)
            FROM aid.beneficiary LEFT JOIN aid.programme ON code = programme
            """;

    private static final int SHOWN = 5;

    private final List<String> wrong = new ArrayList<>();

    private BeneficiariesBalance() {}

    public static void main(String[] arguments) throws SQLException {
        BeneficiariesBalance balance = new BeneficiariesBalance();
        Outcome expected = BeneficiariesData.expected(arguments[0]);
        try (Connection connection = DriverManager.getConnection(arguments[1]);
                Statement statement = connection.createStatement()) {
            balance.ledger(statement, expected);
            balance.target(statement, expected);
        }
        List<String> differences = BeneficiariesOracle.differences(arguments[0], arguments[1]);
        differences.stream().limit(SHOWN).forEach(System.out::println);
        balance.figure("rows that differ from plain SQL over the source", differences.size(), 0);
        if (!balance.wrong.isEmpty()) {
            throw new IllegalStateException("Not as it must be: " + balance.wrong);
        }
    }

    private void ledger(Statement statement, Outcome expected) throws SQLException {
        try (ResultSet sums = statement.executeQuery(RECEIPTS)) {
            sums.next();
            long read = sums.getLong(1);
            long unexplained =
                    read - sums.getLong(2) - sums.getLong(3) - sums.getLong(4) - sums.getLong(5);
            System.out.printf(
                    Locale.ROOT,
                    "read %,d = loaded %,d + filtered %,d + deduplicated %,d + quarantined %,d,"
                            + " unexplained %,d%n",
                    read,
                    sums.getLong(2),
                    sums.getLong(3),
                    sums.getLong(4),
                    sums.getLong(5),
                    unexplained);
            compare("read", read, expected.read());
            compare("loaded", sums.getLong(2), expected.loaded());
            compare("filtered", sums.getLong(3), 0);
            compare("deduplicated", sums.getLong(4), expected.deduplicated());
            compare("quarantined", sums.getLong(5), expected.quarantined());
            compare("unexplained", unexplained, 0);
        }
    }

    private void target(Statement statement, Outcome expected) throws SQLException {
        try (ResultSet counts = statement.executeQuery(TARGET)) {
            counts.next();
            figure("rows in aid.beneficiary", counts.getLong(1), expected.loaded());
            figure(
                    "of an unknown location, for review",
                    counts.getLong(2),
                    expected.unknownLocations());
            figure("without their programme", counts.getLong(3), 0);
        }
    }

    private void figure(String name, long found, long wanted) {
        System.out.printf(Locale.ROOT, "%,12d %s%n", found, name);
        compare(name, found, wanted);
    }

    private void compare(String name, long found, long wanted) {
        if (found != wanted) {
            wrong.add(String.format(Locale.ROOT, "%s: %,d, wanted %,d", name, found, wanted));
        }
    }
}
