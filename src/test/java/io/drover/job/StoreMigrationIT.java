package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.migrate.MigrateTables.Outcome;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMigrationIT {
    private static final String MANY = "chunking { target-bytes = 8KiB, small-table-bytes = 0B }";

    @TempDir private Path folder;
    private StoreTrial trial;

    @BeforeEach
    void open() {
        // A plan alone needs it too: Delta's log is read by Spark.
        assertThat(TestSpark.session()).isNotNull();
        trial = new StoreTrial(folder);
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void everyTypeArrivesAsItIsOrAsItsText() {
        trial.source.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE kinds (id int PRIMARY KEY, flag boolean, small smallint, big bigint, r real, d float8,"
                        + " money numeric(12,2), wide numeric, huge numeric(60,5), note text, short varchar(5), padded char(4),"
                        + " doc jsonb, old json, key uuid, bytes bytea, day date, at timestamp, zoned timestamptz,"
                        + " clock time, span interval, numbers int[], feeling mood, twice int GENERATED ALWAYS AS (id * 2) STORED)",
                "INSERT INTO kinds VALUES (1, true, -3, 9007199254740993, 'NaN', '-0', 1234567890.12, 0.1234567890123456789012345,"
                        + " 1234567890123456789012345678901234567890.12345, 'ü', 'abc', 'x', '{\"b\": 1, \"a\": 2}', '{\"b\":1}',"
                        + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '\\x00ff', '0001-01-01', '1500-03-01 12:34:56.123456',"
                        + " '2025-03-30 01:30:00+00', '12:34:56.7', '1 mon 2 days 03:00:00', '{1,NULL,3}', 'ok')",
                "INSERT INTO kinds (id) VALUES (2)");

        MigrateTables.Result result = trial.migrate(trial.spec());

        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(result.rows()).isEqualTo(2);
        assertThat(trial.table("kinds").schema().toDDL())
                .isEqualTo(
                        "id INT NOT NULL,flag BOOLEAN,small SMALLINT,big BIGINT,r FLOAT,d DOUBLE,money DECIMAL(12,2),wide STRING,"
                                + "huge STRING,note STRING,short STRING,padded STRING,doc STRING,old STRING,key STRING,bytes BINARY,"
                                + "day DATE,at TIMESTAMP_NTZ,zoned TIMESTAMP,clock STRING,span STRING,numbers STRING,feeling STRING,"
                                + "twice INT");
        assertThat(
                        trial.rows(
                                "kinds",
                                "concat_ws('|', id, flag, small, big, r, d, money, wide, huge, note, short, padded, doc, old, key,"
                                        + " hex(bytes), day, at, zoned, clock, span, numbers, feeling, twice)"))
                .containsExactly(
                        "1|true|-3|9007199254740993|NaN|-0.0|1234567890.12|0.1234567890123456789012345"
                                + "|1234567890123456789012345678901234567890.12345|ü|abc|x   |{\"a\": 2, \"b\": 1}|{\"b\":1}"
                                + "|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|00FF|0001-01-01|1500-03-01 12:34:56.123456"
                                + "|2025-03-30 01:30:00|12:34:56.7|1 mon 2 days 03:00:00|{1,NULL,3}|ok|2",
                        "2|4");
    }

    @Test
    void aCompleteLoadIsLeftAloneAndTheLedgerBesideTheSpecKnowsIt() {
        trial.source.execute(
                "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL)",
                "INSERT INTO item SELECT g, 'item ' || g FROM generate_series(1, 1000) g");
        assertThat(trial.migrate(trial.besideTheSpec()).rows()).isEqualTo(1000);
        io.drover.ledger.LedgerHome.leaveAll();

        MigrateTables.Result again = trial.migrate(trial.besideTheSpec());

        assertThat(again.outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
        assertThat(again.rows()).isEqualTo(1000);
        assertThat(trial.table("item").count()).isEqualTo(1000);
        assertThat(new ShowStatus(trial.besideTheSpec()).run().text()).contains("public.item");
        assertThat(trial.table("item").schema().apply("name").nullable()).isFalse();
    }

    @Test
    void aLoadThatStoppedGoesOnBehindItsLastBatchAndEachRowArrivesOnce() {
        trial.source.execute(
                "CREATE TABLE item (id int, name text)",
                "INSERT INTO item SELECT g, repeat('x', 100) || g FROM generate_series(1, 1000) g",
                "CREATE TABLE bad (id int, amount numeric(5,2))",
                "INSERT INTO bad VALUES (1, 1.5), (2, 'NaN')",
                "ANALYZE");

        assertThatThrownBy(() -> trial.migrate(trial.spec(MANY)))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.QUARANTINE_LIMIT))
                .hasMessageContaining("amount: the value has no place in decimal(5,2)");
        assertThat(trial.table("bad").count()).as("nothing of a load is seen").isZero();
        MigrateTables.Result result = trial.migrate(trial.spec(MANY, "quarantine.max-rows = 1"));

        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(result.fates().loaded()).isEqualTo(1001);
        assertThat(result.fates().quarantined()).isEqualTo(1);
        assertThat(trial.table("item").selectExpr("id").distinct().count()).isEqualTo(1000);
        assertThat(trial.table("item").count()).isEqualTo(1000);
        assertThat(trial.rows("bad", "id")).containsExactly("1");
        assertThat(
                        trial.ledger.rows(
                                "SELECT source_place, reason FROM drover.quarantine WHERE committed"))
                .containsExactly("(0,2)|amount: the value has no place in decimal(5,2)");
    }

    @Test
    void whatAStoreCannotMakeOfRulesIsRefusedWithAllElseThatStandsAgainstThePlan() {
        trial.source.execute("CREATE TABLE item (id int, name text)");

        assertThatThrownBy(
                        () ->
                                new PlanMigration(
                                                trial.spec(
                                                        "tables = [ { name = public.item, load = upsert, columns = [ { column = name, from = name, type = interval } ],"
                                                                + " checks = [ { exists { of = [id], target-table = \"public.other\", key = id } } ] } ]"))
                                        .run())
                .hasMessageContaining(
                        "a rule makes name a interval, and only PostgreSQL knows which texts are values of that")
                .hasMessageContaining(
                        "a rule looks for rows in public.other of the target, which can be done in a PostgreSQL only")
                .hasMessageContaining("public.item has no key to upsert by");
    }
}
