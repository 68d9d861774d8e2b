package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.demo.BeneficiariesData;
import io.drover.demo.BeneficiariesData.Outcome;
import io.drover.demo.BeneficiariesOracle;
import io.drover.testing.Launcher;
import io.drover.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The worked example as an operator has it: the shipped spec, the register and the new system's
 * tables, each under the role that the spec names. What came of it is read without Drover.
 *
 * <p>The register is small and cut fine: as many chunks and buckets as at a good part of its full
 * size. It stays as it is; the new system's tables are made anew for each test.
 */
final class Charity implements AutoCloseable {
    static final String SPEC = "conf/migrations/beneficiaries.conf";
    private static final int ROWS = 20_000;
    private static final int SEED = 42;
    private static final String AS_SUPERUSER = "?user=postgres";

    /** Of the load's present generation: receipts of an older one count no more. */
    private static final String STANDING = "USING (load_id, table_number, generation)";

    private static final String EQUATION =
            "SELECT sum(read_rows), sum(loaded_rows), sum(filtered_rows), sum(deduplicated_rows), sum(quarantined_rows)"
                    + " FROM drover.receipt JOIN drover.table_load "
                    + STANDING;

    /** Chunks of which the ledger's other tables do not say what their receipts say. */
    private static final String CONTRADICTIONS =
            """
            WITH standing AS (SELECT load_id, table_number, generation FROM drover.table_load),
            receipts AS (
                SELECT chunk_number, filtered_rows + deduplicated_rows AS left_out, deduplicated_rows, quarantined_rows
                FROM drover.receipt JOIN standing %1$s WHERE finished_at IS NOT NULL),
            dropped AS (SELECT chunk_number, count(*) AS rows FROM drover.deduplicated JOIN standing %1$s GROUP BY 1),
            aside AS (
                SELECT chunk_number, count(*) AS rows, sum(jsonb_array_length(violations)) AS violations
                FROM drover.quarantine JOIN standing %1$s WHERE committed AND state = 'HELD' GROUP BY 1),
            counted AS (
                SELECT chunk_number, sum(left_out_rows) AS left_out, sum(violated_rows) AS violations
                FROM drover.rule_count JOIN standing %1$s GROUP BY 1)
            SELECT chunk_number, receipts, dropped, aside, counted
            FROM receipts FULL JOIN dropped USING (chunk_number) FULL JOIN aside USING (chunk_number)
                 FULL JOIN counted USING (chunk_number)
            WHERE receipts IS NULL
               OR deduplicated_rows <> coalesce(dropped.rows, 0)
               OR quarantined_rows <> coalesce(aside.rows, 0)
               OR left_out <> coalesce(counted.left_out, 0)
               OR coalesce(aside.violations, 0) <> coalesce(counted.violations, 0)
            """
                    .replace("left_out <> coalesce", "receipts.left_out <> coalesce")
                    .formatted(STANDING);

    final TestDatabase source;
    final Outcome expected;
    TestDatabase target;
    Path reports;

    /** Makes the roles, which are the server's; so one at a time. */
    Charity() {
        source = TestDatabase.create("charity_old");
        source.execute(
                "CREATE ROLE drover_reads LOGIN PASSWORD 'reads'",
                "GRANT pg_read_all_data TO drover_reads",
                "CREATE ROLE drover_writes LOGIN PASSWORD 'writes'");
        expected = BeneficiariesData.fillSource(source.url() + AS_SUPERUSER, ROWS, SEED);
        source.execute("ANALYZE");
    }

    /** The new system, nothing of the old one in it yet. */
    void openTarget(Path reportFolder) {
        reports = reportFolder;
        target = TestDatabase.create("aid_new");
        target.execute("ALTER DATABASE \"%s\" OWNER TO drover_writes".formatted(target.name()));
        BeneficiariesData.makeTarget(target.url() + "?user=drover_writes&password=writes");
    }

    void closeTarget() {
        target.close();
    }

    /** The command that {@code scripts/demo beneficiaries} gives, for this charity. */
    Launcher drover() {
        return Launcher.drover()
                .with("DEMO_SOURCE_URL", source.url())
                .with("DEMO_TARGET_URL", target.url());
    }

    String[] migrate(String... more) {
        List<String> words = new ArrayList<>(List.of("migrate", SPEC));
        words.addAll(List.of("--report", reports.toString()));
        words.addAll(List.of("--set", "chunking.target-bytes=128KiB"));
        words.addAll(List.of("--set", "chunking.small-table-bytes=128KiB"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    String[] reconcile() {
        return new String[] {"reconcile", SPEC, "--report", reports.toString()};
    }

    /** Everything that the example promises, to the digit, and nothing beside it. */
    void assertTheOutcome() {
        assertThat(target.value(EQUATION))
                .isEqualTo(
                        "%d|%d|0|%d|%d"
                                .formatted(
                                        expected.read(),
                                        expected.loaded(),
                                        expected.deduplicated(),
                                        expected.quarantined()));
        assertThat(
                        BeneficiariesOracle.differences(
                                source.url() + AS_SUPERUSER, target.url() + AS_SUPERUSER))
                .as("rows that plain SQL over the source has otherwise")
                .isEmpty();
        assertThat(
                        target.value(
                                "SELECT count(*) FILTER (WHERE region = 'UNKNOWN') || ' ' || count(*) FILTER (WHERE requires_review)"
                                        + " FROM aid.beneficiary"))
                .isEqualTo(expected.unknownLocations() + " " + expected.unknownLocations());
        assertThat(
                        target.rows(
                                "SELECT conrelid::regclass, confrelid::regclass, convalidated FROM pg_constraint"
                                        + " WHERE contype = 'f' AND connamespace = 'aid'::regnamespace"))
                .containsExactly("aid.beneficiary|aid.programme|t");
        assertThat(
                        target.value(
                                "SELECT count(*) FROM aid.beneficiary LEFT JOIN aid.programme ON code = programme WHERE code IS NULL"))
                .as("rows without their programme")
                .isEqualTo("0");
        assertTheLedgerAgreesWithItself();
    }

    private void assertTheLedgerAgreesWithItself() {
        assertThat(target.rows("SELECT state FROM drover.migration_load"))
                .containsExactly("COMPLETE");
        assertThat(target.value("SELECT chunks FROM drover.table_load"))
                .isEqualTo(Integer.toString(receipts()));
        assertThat(target.rows(CONTRADICTIONS))
                .as("chunks whose receipts, duplicates, quarantine and counts do not agree")
                .isEmpty();
        assertThat(
                        target.value(
                                "SELECT sum(read_rows) FROM drover.source_read JOIN drover.table_load "
                                        + STANDING
                                        + " WHERE run_id = (SELECT max(run_id) FROM drover.source_read)"))
                .as("what the source sent into the shuffle")
                .isEqualTo(Long.toString(expected.read()));
        assertThat(
                        target.value(
                                "SELECT modified_rows FROM drover.migration_log WHERE rule = 'lookup' AND modified_rows = "
                                        + expected.unknownLocations()))
                .isEqualTo(Long.toString(expected.unknownLocations()));
        assertThat(
                        target.rows(
                                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover\\_new%'"))
                .as("what is left beside the tables")
                .isEmpty();
    }

    /** How many buckets are loaded and stand. */
    int receipts() {
        return Integer.parseInt(
                target.value(
                        "SELECT count(*) FROM drover.receipt JOIN drover.table_load " + STANDING));
    }

    int buckets() {
        return Integer.parseInt(target.value("SELECT chunks FROM drover.table_load"));
    }

    @Override
    public void close() {
        source.execute(
                "DROP OWNED BY drover_reads", "DROP ROLE drover_reads", "DROP ROLE drover_writes");
        source.close();
    }
}
