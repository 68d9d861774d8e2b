package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.HeldDifferences;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcileTablesIT {
    private static final String[] SHOP = {
        "CREATE TYPE mood AS ENUM ('sad', 'glad')",
        "CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " name text NOT NULL DEFAULT 'nobody', moods mood[],"
                + " loud text GENERATED ALWAYS AS (upper(name)) STORED)",
        "CREATE TABLE orders (id int, at date NOT NULL, customer bigint NOT NULL REFERENCES customer,"
                + " amount numeric(12,2) CHECK (amount > 0), PRIMARY KEY (id, at))"
                + " PARTITION BY RANGE (at)",
        "CREATE TABLE orders_2023 PARTITION OF orders FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')",
        "CREATE TABLE orders_rest PARTITION OF orders DEFAULT",
        "CREATE INDEX orders_customer ON orders (customer)",
        "CREATE TABLE log (line text)",
        "INSERT INTO customer (name, moods) SELECT 'c' || i, '{sad,glad}' FROM generate_series(1, 500) i",
        "INSERT INTO orders SELECT i, date '2023-06-01' + i, 1 + i % 500, i FROM generate_series(1, 1000) i",
        "INSERT INTO log SELECT 'line ' || i % 10 FROM generate_series(1, 100) i",
    };

    private final Trial trial = new Trial("proof");
    private final List<String> sunk = new ArrayList<>();

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void whatIsTheSameIsProven() {
        both(SHOP);

        ReconcileTables.Result result = reconcile();

        assertThat(result.overall()).as(result.toString()).isEqualTo(Verdict.EQUAL);
        assertThat(result.tables())
                .extracting(table -> table.source().name())
                .containsExactlyInAnyOrder("customer", "orders_2023", "orders_rest", "log");
        assertThat(table(result, "customer").equality()).isEqualTo("canonical/sha256-128 v1");
        assertThat(table(result, "log").equality()).isEqualTo("canonical/sha256-128 v1");
        assertThat(table(result, "customer").sourceDigest().rows()).isEqualTo(500);
        assertThat(result.startedAt()).isEqualTo(Instant.EPOCH);
        assertThat(sunk).isEmpty();
    }

    @Test
    void aColumnToLeaveOutThatTheTargetDoesNotHaveIsRefused() {
        both(SHOP);

        assertThatThrownBy(
                        () ->
                                reconcile(
                                        "tables = [{ name = public.customer, reconcile.leave-out = [nmae] }]"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(
                        "reconcile.leave-out names column nmae, and the target has no such column. It has ")
                .extracting(failure -> ((MigrationException) failure).kind())
                .isEqualTo(ErrorKind.SPEC);
    }

    @Test
    void oneChangedOneDeletedAndOneDoubledRowAreNamedAndNothingElse() {
        both(SHOP);
        trial.target.execute(
                "UPDATE orders SET amount = amount + 0.01 WHERE id = 7",
                "DELETE FROM orders WHERE id = 900",
                "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
                "INSERT INTO orders SELECT * FROM orders WHERE id = 40",
                "INSERT INTO log VALUES ('line 3')");

        ReconcileTables.Result result = reconcile();

        assertThat(result.overall()).isEqualTo(Verdict.DIFFERENT);
        assertThat(sunk)
                .containsExactlyInAnyOrder(
                        "orders_2023 CHANGED {id=7, at=2023-06-08} [amount]",
                        "orders_2023 DUPLICATED {id=40, at=2023-07-11} []",
                        "orders_rest MISSING {id=900, at=2025-11-17} []",
                        "log DUPLICATED {line=line 3} []");
        assertThat(table(result, "customer").verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(level(result, "orders_2023", Level.SCHEMA).detail())
                .contains("the target lacks constraint orders_2023_pkey");
        assertThat(level(result, "orders_rest", Level.COUNTS).detail())
                .isEqualTo("787 rows in the source, 786 in the target");
        assertThat(level(result, "orders_2023", Level.DIGESTS).detail())
                .isEqualTo(
                        "0 rows missing, 0 extra, 1 changed, 1 duplicated; the key (id, at) is not unique in the target: 1 key that several rows have, as id 40, at 2023-07-11");
        assertThat(result.others().verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(result.others().detail()).contains("public.orders");
    }

    @Test
    void tablesAndColumnsThatAreNotThereAreDifferencesAndTheRestGoesOn() {
        both(SHOP);
        trial.target.execute(
                "DROP TABLE log",
                "ALTER TABLE customer DROP COLUMN moods",
                "UPDATE customer SET name = 'x' WHERE id = 3");

        ReconcileTables.Result result = reconcile();

        assertThat(table(result, "log").verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(level(result, "log", Level.SCHEMA).detail())
                .isEqualTo("the target has no table public.log");
        assertThat(level(result, "customer", Level.SCHEMA).detail())
                .isEqualTo("the target lacks column moods");
        assertThat(level(result, "customer", Level.DIGESTS).detail())
                .endsWith("without columns that the target lacks: moods");
        assertThat(sunk).containsExactly("customer CHANGED {id=3} [name]");
        assertThat(table(result, "orders_rest").verdict()).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aTableThatCannotBeReadIsNotProven() {
        both(SHOP);

        ReconcileTables.Result result =
                reconcile(
                        "tables = [{ name = public.log, where = \"1 / (length(line) - 6) > 0\" }]");

        assertThat(table(result, "log").verdict()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(level(result, "log", Level.DIGESTS).detail()).contains("division by zero");
        assertThat(table(result, "customer").verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(result.overall()).isEqualTo(Verdict.NOT_PROVEN);
    }

    @Test
    void moreDifferencesThanAreKeptAreCountedAndTheLimitIsSaid() {
        both(SHOP);
        trial.target.execute("UPDATE customer SET name = name || '!'");

        ReconcileTables.Result result =
                reconcile("reconcile { shown-differences = 3, max-differences = 20 }");

        TableVerdict customer = table(result, "customer");
        assertThat(customer.changed()).isEqualTo(500);
        assertThat(customer.shown()).hasSize(3);
        assertThat(sunk).hasSize(20);
        assertThat(level(result, "customer", Level.DIGESTS).detail())
                .contains("20 of 500 differences are kept (reconcile.max-differences)");
    }

    @Test
    void aSequenceThatStandsBehindIsADifference() {
        both(SHOP);
        trial.target.execute("SELECT setval('customer_id_seq', 10)");

        ReconcileTables.Result result = reconcile();

        assertThat(level(result, "customer", Level.SCHEMA).detail())
                .isEqualTo(
                        "sequence public.customer_id_seq: its next value is 11, behind the source's 501");
    }

    @Test
    void anotherSchemaInTheTargetIsWhereTheSpecSaysItIs() {
        trial.source.execute(SHOP);
        trial.target.execute(
                "CREATE SCHEMA core", "SET search_path = core; " + String.join("; ", SHOP));

        ReconcileTables.Result result =
                reconcile("select { include = [\"public.*\"], target-schema = core }");

        assertThat(result.overall()).as(result.toString()).isEqualTo(Verdict.EQUAL);
        assertThat(table(result, "log").target()).isEqualTo(new TableName("core", "log"));
    }

    @Test
    void singleTablesCanBeAskedForWithTheirPartitions() {
        both(SHOP);
        trial.target.execute("TRUNCATE log");

        ReconcileTables.Result result = reconcile(Set.of(new TableName("public", "orders")));

        assertThat(result.overall()).isEqualTo(Verdict.EQUAL);
        assertThat(result.tables()).hasSize(2);
        assertThatThrownBy(() -> reconcile(Set.of(new TableName("public", "order"))))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageContaining("public.order:");
    }

    private void both(String... statements) {
        trial.source.execute(statements);
        trial.target.execute(statements);
    }

    private ReconcileTables.Result reconcile(String... more) {
        return reconcile(Set.of(), more);
    }

    private ReconcileTables.Result reconcile(Set<TableName> only, String... more) {
        HeldDifferences held = new HeldDifferences();
        ReconcileTables.Result result =
                new ReconcileTables(
                                trial.spec(more),
                                TestSpark::session,
                                held,
                                Progress.SILENT,
                                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                                only)
                        .run();
        for (HeldDifferences.Held each : held.all()) {
            int number = each.table();
            String table =
                    result.tables().stream()
                            .filter(verdict -> verdict.tableNumber() == number)
                            .map(verdict -> verdict.source().name())
                            .findFirst()
                            .orElseThrow();
            Difference difference = each.difference();
            sunk.add(
                    table
                            + " "
                            + difference.kind()
                            + " "
                            + difference.key()
                            + " "
                            + difference.changedColumns());
        }
        return result;
    }

    private static TableVerdict table(ReconcileTables.Result result, String name) {
        return result.tables().stream()
                .filter(verdict -> verdict.source().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static LevelVerdict level(ReconcileTables.Result result, String table, Level level) {
        return table(result, table).levels().stream()
                .filter(verdict -> verdict.level() == level)
                .findFirst()
                .orElseThrow();
    }
}
