package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A migration as an operator has it: two databases, a spec in a file, one command to give. What
 * happened is read from the target without Drover: its ledger, and its rows against the source's.
 *
 * <p>The source is eight tables, one of them of 300,000 rows in more than thirty chunks, without a
 * key that would hide a row that arrives twice. It is slow to read, so that there is time to break
 * things while it is under way.
 */
final class Scene implements AutoCloseable {
    static final int ROWS = 300_000;

    /**
     * The chunks of the seven other tables: who sees more receipts sees the large one under way.
     */
    static final int SMALL_CHUNKS = 9;

    private static final List<String> SHOP =
            List.of(
                    // Half a second asleep for each 50,000 rows: a load that can be hit.
                    "CREATE SCHEMA pace",
                    "CREATE FUNCTION pace.slowly(id bigint) RETURNS boolean LANGUAGE plpgsql COST 1 AS $$"
                            + " BEGIN IF id % 500 = 0 THEN PERFORM pg_sleep(0.005); END IF; RETURN true; END $$",
                    "CREATE TABLE log (id bigint NOT NULL, at timestamptz NOT NULL, line text NOT NULL)",
                    "INSERT INTO log SELECT g, timestamptz '2025-01-01 00:00:00+00' + g * interval '1 second',"
                            + " md5(g::text) || md5((g + 1)::text) FROM generate_series(1, "
                            + ROWS
                            + ") g",
                    "CREATE INDEX ON log (md5(line), at)",
                    "CREATE INDEX ON log (line)",
                    "CREATE TABLE customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE)",
                    "INSERT INTO customer (name) SELECT 'Customer ' || g FROM generate_series(1, 5000) g",
                    "CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL REFERENCES customer, note jsonb)",
                    "INSERT INTO orders SELECT g, 1 + g % 5000, jsonb_build_object('n', g) FROM generate_series(1, 20000) g",
                    "CREATE INDEX ON orders (customer)",
                    "CREATE TABLE line (order_id bigint REFERENCES orders, line smallint, price numeric(12,2), PRIMARY KEY (order_id, line))",
                    "INSERT INTO line SELECT 1 + g / 2, g % 2, g / 7.0 FROM generate_series(0, 39999) g",
                    "CREATE INDEX ON line (price)",
                    // Every row is there twice.
                    "CREATE TABLE twice (a int, b text)",
                    "INSERT INTO twice SELECT g / 2, 'b' || g / 2 FROM generate_series(0, 1999) g",
                    "CREATE TABLE picture (id int PRIMARY KEY, bytes bytea NOT NULL)",
                    "INSERT INTO picture SELECT g, decode(repeat(md5(g::text), 20), 'hex') FROM generate_series(1, 500) g",
                    "CREATE TABLE country (code char(2) PRIMARY KEY, name text)",
                    "INSERT INTO country VALUES ('DE', 'Germany'), ('FR', NULL), ('JP', '日本')",
                    "CREATE TABLE nothing (id int)",
                    "ANALYZE");

    private static final String TABLES =
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1";

    /** Not those of a table that was begun again. */
    private static final String STANDING_RECEIPTS =
            "drover.receipt JOIN drover.table_load USING (load_id, table_number, generation)";

    final TestDatabase source;
    final TestDatabase target;
    private final Path spec;
    private final Path reports;

    /**
     * @param more further lines of the spec
     */
    Scene(TestDatabase source, TestDatabase target, Path folder, String... more) {
        this.source = source;
        this.target = target;
        this.spec = folder.resolve(target.name() + ".conf");
        this.reports = folder.resolve("reports");
        String text =
                """
                migration {
                  name = scene
                  source { type = postgres, url = "%s", user = postgres, password = postgres, connect-timeout = 1s }
                  target { type = postgres, url = "%s", user = postgres, password = postgres, connect-timeout = 1s }
                  select.include = ["public.*"]
                  chunking { target-bytes = 1MiB, small-table-bytes = 256KiB }
                  transfer { retry-for = 1s }
                  %s
                }
                """
                        .formatted(source.url(), target.url(), String.join("\n  ", more));
        try {
            Files.writeString(spec, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The line of a spec that makes the large table slow to read. */
    static String slowly() {
        return "tables = [ { name = \"public.log\", where = \"pace.slowly(id)\" } ]";
    }

    /** Fills an empty source. */
    static void fill(TestDatabase source) {
        source.execute(SHOP.toArray(String[]::new));
    }

    String[] arguments(String command, String... more) {
        List<String> words =
                new ArrayList<>(List.of(command, spec.toString(), "--report", reports.toString()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /**
     * Lets the launcher make what it makes at its first use, so that no test waits for it or reads
     * of it.
     */
    static void warmUp() {
        assertThat(Launcher.drover().run("--version").exitCode()).isZero();
    }

    /** Gives {@code migrate} and sees it end well, with everything in its place. */
    void migrateToTheEnd(Launcher launcher) {
        Outcome outcome = launcher.run(arguments("migrate"));
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertEachRowArrivedOnce();
    }

    /** Equal by a sum of hashes of all rows, and a receipt for each chunk. */
    void assertEachRowArrivedOnce() {
        List<String> tables = source.rows(TABLES);
        assertThat(target.rows(TABLES)).isEqualTo(tables);
        for (String table : tables) {
            String rows =
                    "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"%s\" t"
                            .formatted(table);
            assertThat(target.value(rows)).as(table).isEqualTo(source.value(rows));
        }
        assertThat(target.value("SELECT string_agg(state, ',') FROM drover.migration_load"))
                .isIn("COMPLETE", "RELEASED");
        assertThat(
                        target.rows(
                                "SELECT source_table, chunks, count(chunk_number), sum(loaded_rows)"
                                        + " FROM drover.table_load LEFT JOIN drover.receipt"
                                        + " USING (load_id, table_number, generation)"
                                        + " GROUP BY load_id, table_number"
                                        + " HAVING chunks <> count(finished_at) OR chunks <> count(chunk_number)"))
                .as("tables whose receipts are not their chunks")
                .isEmpty();
        assertThat(target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover\\__%'"))
                .as("what is left beside the tables")
                .isEmpty();
    }

    /** How many chunks are loaded and stand, as the target says; 0 before there is a ledger. */
    int receipts() {
        return ledgerStands()
                ? Integer.parseInt(target.value("SELECT count(*) FROM " + STANDING_RECEIPTS))
                : 0;
    }

    /** How many of them the first run loaded. */
    int receiptsOfTheFirstRun() {
        return Integer.parseInt(
                target.value(
                        "SELECT count(*) FROM "
                                + STANDING_RECEIPTS
                                + " WHERE run_id = (SELECT min(run_id) FROM drover.run)"));
    }

    /** Waits until so many chunks are loaded, and a running command has more to do. */
    void awaitReceipts(int wanted, Running running) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (receipts() < wanted) {
            if (running.ended() || System.nanoTime() > end) {
                throw new AssertionError(
                        "It ended before " + wanted + " chunks were loaded\n" + running.stderr());
            }
        }
    }

    /** How far the migration has come, in a few words. */
    Phase phase() {
        if (!ledgerStands()) {
            return Phase.BEFORE_THE_LEDGER;
        }
        List<String> loads = target.rows("SELECT state FROM drover.migration_load");
        if (loads.isEmpty()) {
            return Phase.BEFORE_THE_PLAN;
        }
        if (!loads.get(0).equals("LOADING")) {
            return Phase.AFTER_THE_SWAP;
        }
        int chunks = Integer.parseInt(target.value("SELECT sum(chunks) FROM drover.table_load"));
        int receipts = receipts();
        if (receipts == 0) {
            return Phase.BEFORE_THE_LOAD;
        }
        return receipts < chunks ? Phase.LOADING : Phase.INDEXES_AND_KEYS;
    }

    /** What a process can be killed in. */
    enum Phase {
        BEFORE_THE_LEDGER,
        BEFORE_THE_PLAN,
        BEFORE_THE_LOAD,
        LOADING,
        INDEXES_AND_KEYS,
        AFTER_THE_SWAP
    }

    /** Exactly one message for people, which says all of this, and nothing of Java's. */
    static void assertOneClearMessage(Outcome outcome, String... says) {
        assertThat(outcome.stderr().lines().filter(line -> line.startsWith("drover: ")))
                .as(outcome.toString())
                .hasSize(1);
        for (String text : says) {
            assertThat(outcome.stderr()).contains(text);
        }
        assertThat(outcome.stderr())
                .as("a stack trace is no message")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
    }

    private boolean ledgerStands() {
        return target.value(
                        "SELECT to_regclass('drover.receipt') IS NOT NULL AND to_regclass('drover.migration_load') IS NOT NULL")
                .equals("t");
    }

    @Override
    public void close() {
        try (source) {
            target.close();
        }
    }
}
