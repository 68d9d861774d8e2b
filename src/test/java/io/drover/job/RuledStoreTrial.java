package io.drover.job;

import io.drover.job.migrate.LoadPart;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.reconcile.HeldDifferences;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.spec.TableNames;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** A migration of one table with every kind of fate, from any source into any store. */
final class RuledStoreTrial implements AutoCloseable {
    /** Mapped, filtered, deduplicated, checked: five rows of nine are loaded. */
    private static final String RULES =
            """
            tables = [ {
              name = %s
              rename { label = title }
              drop = [noise]
              filters = ["state <> 'gone'"]
              deduplicate { by = [id], keep = latest, order = [changed] }
              columns = [
                { column = state, from = state, map { n = new, o = old }, type = "varchar(10)" }
                { column = amount, from = amount, type = "numeric(10,2)" }
              ]
              checks = [ { column = title, required = true } ]
            } ]
            quarantine.max-rows = 5
            """;

    static String rules(String table) {
        return RULES.formatted(table);
    }

    static final List<String> LOADED =
            List.of("1|Ä|new|1.50", "2|b|old|2.00", "3|c|new|", "4|d|old|-0.25", "5|e|new|9999.99");

    final TestDatabase ledger;
    private final Path folder;
    private final String source;
    private final String target;
    private final String home;

    RuledStoreTrial(Path folder, String source, String target) {
        this.ledger = TestDatabase.create("ruled_ledger");
        this.folder = folder;
        this.source = source;
        this.target = target;
        this.home = "ledger " + postgres(ledger);
    }

    /** Into a PostgreSQL, which has the ledger too. */
    RuledStoreTrial(Path folder, String source, TestDatabase target) {
        this.ledger = target;
        this.folder = folder;
        this.source = source;
        this.target = postgres(target);
        this.home = "";
    }

    static String postgres(TestDatabase database) {
        return "{ type = postgres, url = \"%s\", user = postgres, password = postgres }"
                .formatted(database.url());
    }

    /** The rows of a source table: one is filtered, one is a duplicate, two are set aside. */
    static String[] rows(String table) {
        return new String[] {
            "CREATE TABLE "
                    + table
                    + " (id int NOT NULL, label varchar(20), state varchar(10) NOT NULL,"
                    + " amount varchar(20), noise varchar(5), changed timestamp NOT NULL)",
            "INSERT INTO "
                    + table
                    + " VALUES (1, 'Ä', 'n', '1.5', 'x', '2024-01-02 03:04:05'),"
                    + " (2, 'b', 'o', '2', 'x', '2024-01-01 00:00:00'),"
                    + " (2, 'older', 'n', '3', 'x', '2023-01-01 00:00:00'),"
                    + " (3, 'c', 'n', NULL, 'x', '2024-01-01 00:00:00'),"
                    + " (4, 'd', 'o', '-0.25', 'x', '2024-01-01 00:00:00'),"
                    + " (5, 'e', 'n', '9999.99', 'x', '2024-01-01 00:00:00'),"
                    + " (6, 'f', 'gone', '1', 'x', '2024-01-01 00:00:00'),"
                    + " (7, 'g', 'n', '1.234', 'x', '2024-01-01 00:00:00'),"
                    + " (8, ' ', 'n', '1', 'x', '2024-01-01 00:00:00')"
        };
    }

    MigrationSpec spec(String... more) {
        try {
            Path file = folder.resolve("ruled.conf");
            Files.writeString(
                    file,
                    """
                    migration {
                      name = ruled
                      source %s
                      target %s
                      %s
                      transfer { retry-for = 5s }
                      %s
                    }
                    """
                            .formatted(source, target, home, String.join("\n  ", more)));
            return new SpecReader().read(file, List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    MigrateTables.Result migrate(String... more) {
        return new MigrateTables(
                        spec(more),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    /** One table alone. */
    MigrateTables.Result migrateTable(String table, String... more) {
        return new MigrateTables(
                        spec(more),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run(new LoadPart(List.of(TableNames.parse(table)), null));
    }

    TableVerdict reconcile(String... more) {
        return new ReconcileTables(
                        spec(more),
                        TestSpark::session,
                        new HeldDifferences(),
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run()
                .tables()
                .get(0);
    }

    /** The quarantine: place and reason, in order. */
    List<String> setAside() {
        return ledger.rows(
                "SELECT source_place, reason_state, reason FROM drover.quarantine WHERE committed ORDER BY source_place, reason");
    }

    /** Of the last load's receipts together: read, loaded, filtered, deduplicated, quarantined. */
    List<String> balance() {
        return ledger.rows(
                "SELECT sum(read_rows), sum(loaded_rows), sum(filtered_rows), sum(deduplicated_rows), sum(quarantined_rows) FROM drover.receipt");
    }

    /** What the rules did, by rule. */
    List<String> log() {
        return ledger.rows(
                "SELECT rule, modified_rows, left_out_rows, violated_rows FROM drover.migration_log WHERE modified_rows + left_out_rows + violated_rows > 0 ORDER BY step_number");
    }

    @Override
    public void close() {
        LedgerHome.leaveAll();
        if (!home.isEmpty()) {
            ledger.close();
        }
    }
}
