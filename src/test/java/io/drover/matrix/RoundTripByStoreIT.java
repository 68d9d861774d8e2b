package io.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.engine.StoredType;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.job.run.RunFacts;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.TypeVerdict;
import io.drover.model.Verdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.reconcile.HeldDifferences;
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
    /** Types that have another name where nothing tells the two apart. */
    private static final Map<String, String> AS =
            Map.of("character varying", "text", "positive", "integer");

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
        everyValueReturns("type = files, url = \"%s\", files { format = parquet }", "*", "files");
    }

    @Test
    void byMariaDb() throws IOException {
        try (TestMariaDb there = TestMariaDb.create("boundaries_there")) {
            try {
                everyValueReturns(
                        "type = mysql, url = \"%s\", user = drover, password = drover"
                                .formatted(there.url()),
                        there.name(),
                        "none");
            } finally {
                ConnectionPool.closeAll();
            }
        }
    }

    private void everyValueReturns(String form, String schema, String name) throws IOException {
        String there = "{ " + form.formatted(folder.resolve(name)) + " }";
        try (TestDatabase source =
                        PostgresValues.database(
                                "boundaries", PostgresValues.KEPT, PostgresValues::together);
                TestDatabase back = TestDatabase.create("boundaries_back")) {
            MigrationSpec out = spec("out", postgres(source), there, select("public", "*"));
            migrate(out);
            List<String> wrong = new ArrayList<>(wrong(out));
            MigrationSpec home = spec("home", there, postgres(back), select(schema, "public"));
            migrate(home);
            wrong.addAll(wrong(home));
            wrong.addAll(unlike(source, back, kept(out, source)));
            assertThat(wrong).isEmpty();
        }
        oddValues(form.formatted(folder.resolve(name + "_odd")));
    }

    /** Each arrives as it is, or its row is set aside with a reason; none is changed. */
    private void oddValues(String form) throws IOException {
        try (TestDatabase source =
                PostgresValues.database("odd", PostgresValues.ODD, PostgresValues::apart)) {
            String select = "select.include = [\"public.t\"]";
            MigrationSpec out = spec("odd", postgres(source), "{ " + form + " }", select);
            assertThatThrownBy(() -> migrate(out))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure ->
                                    assertThat(failure.kind())
                                            .isEqualTo(ErrorKind.QUARANTINE_LIMIT));
            MigrationSpec lenient =
                    spec(
                            "odd",
                            postgres(source),
                            "{ " + form + " }",
                            select + "\n  quarantine { max-rows = 100, max-share = 1 }");
            long aside = migrate(lenient).fates().quarantined();
            ReconcileTables.Result proof = reconcile(lenient, new HeldDifferences());
            TableVerdict table = proof.tables().get(0);
            assertThat(table.missing()).as("%s", table).isEqualTo(aside);
            assertThat(table.changed() + table.extra()).as("%s", table).isZero();
            assertThat(
                            ledger.rows(
                                    "SELECT reason FROM drover.quarantine WHERE committed AND length(reason) > 10"))
                    .hasSize((int) aside);
        }
    }

    private static String select(String schema, String target) {
        return "select { include = [\"%s.t\"]%s }"
                .formatted(schema, target.equals("*") ? "" : ", target-schema = " + target);
    }

    /** What the auditor finds unlike, by types. */
    private static List<String> wrong(MigrationSpec spec) {
        HeldDifferences held = new HeldDifferences();
        ReconcileTables.Result proof = reconcile(spec, held);
        List<String> wrong = new ArrayList<>();
        held.all()
                .forEach(
                        each ->
                                each.difference()
                                        .changedColumns()
                                        .forEach(
                                                column ->
                                                        wrong.add(
                                                                "%s: %s: %s"
                                                                        .formatted(
                                                                                spec.name(),
                                                                                PostgresValues.type(
                                                                                        PostgresValues
                                                                                                .KEPT,
                                                                                        column),
                                                                                each
                                                                                        .difference()))));
        if (proof.overall() != Verdict.EQUAL) {
            wrong.add(spec.name() + ": " + proof.tables());
        }
        return wrong;
    }

    private static ReconcileTables.Result reconcile(MigrationSpec spec, HeldDifferences held) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        held,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }

    /** How the store keeps each column. */
    private static Map<String, StoredType> kept(MigrationSpec spec, TestDatabase source) {
        Map<String, StoredType> kept = new LinkedHashMap<>();
        TableSelection all =
                TableSelection.of(new SelectSpec(List.of("public.t"), List.of(), null), List.of());
        try (Store store =
                        ((StoringEngine) Engines.of(spec.target()))
                                .store(spec.target(), "test", 1);
                SnapshotHolder holder =
                        SnapshotHolder.open(Side.SOURCE, source.endpoint(), "test")) {
            for (ColumnInfo column :
                    PostgresCatalog.read(Side.SOURCE, holder.connection(), all)
                            .tables()
                            .get(0)
                            .columns()) {
                kept.put(column.name(), store.type(column));
            }
        }
        return kept;
    }

    /** Types that are said to be kept without loss and did not come back as they were. */
    private static List<String> unlike(
            TestDatabase source, TestDatabase back, Map<String, StoredType> kept) {
        List<String> unlike = new ArrayList<>();
        kept.forEach(
                (column, type) -> {
                    if (type.verdict() != TypeVerdict.LOSSLESS) {
                        assertThat(type.reason()).as(type.name()).isNotBlank();
                        return;
                    }
                    String wanted = declared(source, column);
                    String found = declared(back, column);
                    if (!found.equals(AS.getOrDefault(wanted, wanted)) && !found.equals(wanted)) {
                        unlike.add(
                                "%s came back as %s from %s".formatted(wanted, found, type.name()));
                    }
                });
        return unlike;
    }

    private static String declared(TestDatabase database, String column) {
        return database.value(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'public.t'::regclass AND attname = '%s'"
                        .formatted(column));
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
