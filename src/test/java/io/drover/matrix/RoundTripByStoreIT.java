package io.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.engine.StoredType;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.job.MigrateTables;
import io.drover.job.Progress;
import io.drover.job.ReconcileTables;
import io.drover.job.RunFacts;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.TypeVerdict;
import io.drover.model.Verdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boundary values of every PostgreSQL type go into each store and come back: the auditor finds each
 * equal there, by its canonical form; a type that is kept without loss comes back as it was, with
 * its values.
 */
class RoundTripByStoreIT {
    @TempDir Path folder;

    private TestDatabase ledger;

    @BeforeEach
    void open() {
        assertThat(TestSpark.session()).isNotNull();
        ledger = TestDatabase.create("boundaries_ledger");
    }

    @AfterEach
    void close() {
        ConnectionPool.closeAll();
        LedgerHome.leaveAll();
        ledger.close();
    }

    @Test
    void bySqlite() throws IOException {
        everyValueReturns("type = sqlite, url = \"jdbc:sqlite:%s\"", "main", "there.sqlite");
    }

    @Test
    void byH2() throws IOException {
        everyValueReturns("type = jdbc, url = \"jdbc:h2:%s\"", "PUBLIC", "there");
    }

    @Test
    void byDuckDb() throws IOException {
        everyValueReturns("type = jdbc, url = \"jdbc:duckdb:%s\"", "main", "there.duckdb");
    }

    @Test
    void byDelta() throws IOException {
        everyValueReturns("type = delta, url = \"%s\"", "*", "lake");
    }

    @Test
    void byParquet() throws IOException {
        everyValueReturns(
                "type = files, url = \"%s\", files { format = parquet }", "*", "files");
    }

    @Test
    void byMariaDb() throws IOException {
        try (TestMariaDb there = TestMariaDb.create("boundaries_there")) {
            everyValueReturns(
                    "type = mysql, url = \"%s\", user = drover, password = drover"
                            .formatted(there.url()),
                    there.name(),
                    "none");
            ConnectionPool.closeAll();
        }
    }

    private void everyValueReturns(String form, String schema, String name) throws IOException {
        String there = "{ " + form.formatted(folder.resolve(name)) + " }";
        try (TestDatabase source = PostgresValues.database("boundaries", PostgresValues.KEPT);
                TestDatabase back = TestDatabase.create("boundaries_back")) {
            MigrationSpec out =
                    spec("out", postgres(source), there, "select.include = [\"public.*\"]");
            migrate(out);
            List<String> wrong = new ArrayList<>(wrong(out));

            MigrationSpec home =
                    spec(
                            "home",
                            there,
                            postgres(back),
                            "select { include = [\"%s.*\"], target-schema = public }"
                                    .formatted(schema));
            migrate(home);
            wrong.addAll(wrong(home));
            wrong.addAll(unlike(source, back, kept(out, source)));
            assertThat(wrong).isEmpty();
        }
    }

    private List<String> wrong(MigrationSpec spec) {
        ReconcileTables.Result proof =
                new ReconcileTables(
                                spec,
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(proof.tables()).hasSize(PostgresValues.KEPT.size());
        List<String> wrong = new ArrayList<>();
        for (TableVerdict table : proof.tables()) {
            List<String> type = PostgresValues.type(PostgresValues.KEPT, table.source().name());
            if (table.verdict() != Verdict.EQUAL || table.targetDigest().rows() != type.size()) {
                wrong.add(spec.name() + ": " + type.get(0) + ": " + table);
            }
        }
        return wrong;
    }

    /** How the store keeps the column of each table. */
    private static Map<String, StoredType> kept(MigrationSpec spec, TestDatabase source) {
        Map<String, StoredType> kept = new LinkedHashMap<>();
        TableSelection all =
                TableSelection.of(
                        new SelectSpec(List.of("public.*"), List.of(), null), List.of());
        try (Store store =
                        ((StoringEngine) Engines.of(spec.target()))
                                .store(spec.target(), "test", 1);
                SnapshotHolder holder =
                        SnapshotHolder.open(Side.SOURCE, source.endpoint(), "test")) {
            for (TableInfo table :
                    PostgresCatalog.read(Side.SOURCE, holder.connection(), all).tables()) {
                for (ColumnInfo column : table.columns()) {
                    if (column.name().equals("v")) {
                        kept.put(table.name().name(), store.type(column));
                    }
                }
            }
        }
        return kept;
    }

    /** Lossless types that did not come back with their values, as the server prints both. */
    private static List<String> unlike(
            TestDatabase source, TestDatabase back, Map<String, StoredType> kept) {
        List<String> unlike = new ArrayList<>();
        kept.forEach(
                (table, type) -> {
                    if (type.verdict() != TypeVerdict.LOSSLESS) {
                        assertThat(type.reason()).as(type.name()).isNotBlank();
                        return;
                    }
                    String wanted = declared(source, table);
                    String found = declared(back, table);
                    if (!wanted.equals(found)) {
                        unlike.add(
                                "%s came back as %s from %s"
                                        .formatted(wanted, found, type.name()));
                    }
                });
        return unlike;
    }

    private static String declared(TestDatabase database, String table) {
        return database.value(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'public.%s'::regclass AND attname = 'v'"
                        .formatted(table));
    }

    private static MigrateTables.Result migrate(MigrationSpec spec) {
        return new MigrateTables(
                        spec,
                        TestSpark::session,
                        new RunFacts("migrate", "test", null, "tester", "here", null, "{}"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    private static String postgres(TestDatabase database) {
        return "{ type = postgres, url = \"%s\", user = postgres, password = postgres }"
                .formatted(database.url());
    }

    private MigrationSpec spec(String name, String source, String target, String more)
            throws IOException {
        Path file = folder.resolve(name + ".conf");
        Files.writeString(
                file,
                """
                migration {
                  name = %s
                  source = %s
                  target = %s
                  %s
                  %s
                }
                """
                        .formatted(
                                name,
                                source,
                                target,
                                more,
                                target.contains("type = postgres")
                                        ? ""
                                        : "ledger = " + postgres(ledger)));
        return new SpecReader().read(file, List.of());
    }
}
