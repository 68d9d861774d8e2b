package io.drover.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.RunStart;
import io.drover.ledger.SnapshotKeeper;
import io.drover.ledger.TableLedger;
import io.drover.ledger.TableProgress;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkLoaderIT {
    private static final Session SESSION = new Session("test", Session.Timeouts.NONE);
    private static final ChunkLoader.Meter NO_METER = (rows, bytes) -> {};

    private TestDatabase database;
    private Connection ledgerConnection;
    private Ledger ledger;
    private Connection source;
    private Connection target;
    private long runId;
    private long loadId;
    private long epochId;

    @BeforeEach
    void open() {
        database = TestDatabase.create("chunk");
        database.execute(
                "CREATE TABLE src (id int, name text, qty int)",
                "INSERT INTO src SELECT g, 'n' || g, g % 7 FROM generate_series(1, 20000) g",
                "CREATE TABLE dst (id int PRIMARY KEY, name text, qty int)");
        ledgerConnection = Connections.open(Side.TARGET, database.endpoint(), SESSION);
        LedgerSchema.ensure(ledgerConnection, Connections.dataSource(database.endpoint(), SESSION));
        ledger = new Ledger(ledgerConnection);
        runId =
                ledger.beginRun(
                        new RunStart("m", null, "migrate", "0", null, "me", "here", null, "{}"));
        loadId =
                ledger.beginLoad(
                        "m",
                        "d",
                        "{}",
                        "{}",
                        "d",
                        List.of(table(LoadMode.APPEND, WireForm.BINARY)));
        ledger.tables().startTables(loadId, Map.of(0, 1L));
        ledger.own(loadId, runId);
        epochId =
                ledger.beginEpoch(
                        loadId,
                        runId,
                        new Snapshot("s", "1:1:", "x/1/1", "0/0"),
                        SnapshotKeeper.THIS_DRIVER);
        source = Connections.open(Side.SOURCE, database.endpoint(), SESSION);
        target = Connections.open(Side.TARGET, database.endpoint(), SESSION);
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        target.close();
        ledgerConnection.close();
        database.close();
    }

    @Test
    void rowsAndReceiptArriveTogether() {
        loader(LoadMode.APPEND, WireForm.BINARY, 0, Checkpoint.NONE)
                .load(target, rows(WireForm.BINARY));
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("20000");
        TableProgress progress = ledger.tables().progress(loadId).get(0);
        assertThat(progress.allChunksLoaded()).isTrue();
        assertThat(progress.loaded()).isEqualTo(20000);
        assertThat(progress.digest().hex()).isNotEqualTo("0".repeat(32));
    }

    @Test
    void loadingTheSameChunkTwiceReadsNothingAndLeavesOneCopy() {
        loader(LoadMode.APPEND, WireForm.TEXT, 0, Checkpoint.NONE)
                .load(target, rows(WireForm.TEXT));
        loader(LoadMode.APPEND, WireForm.TEXT, 0, Checkpoint.NONE)
                .load(
                        target,
                        () -> {
                            throw new AssertionError("read again");
                        });
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("20000");
    }

    @Test
    void aFailureBeforeTheCommitLeavesNothingAndAfterItEverything() {
        for (Checkpoint.Point point :
                List.of(Checkpoint.Point.COPIED, Checkpoint.Point.BEFORE_COMMIT)) {
            assertThatThrownBy(
                            () ->
                                    loader(LoadMode.APPEND, WireForm.BINARY, 0, failingAt(point))
                                            .load(target, rows(WireForm.BINARY)))
                    .hasMessage("planted at " + point);
            assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("0");
            assertThat(ledger.tables().progress(loadId).get(0).receipts().isEmpty()).isTrue();
        }
        assertThatThrownBy(
                        () ->
                                loader(
                                                LoadMode.APPEND,
                                                WireForm.BINARY,
                                                0,
                                                failingAt(Checkpoint.Point.AFTER_COMMIT))
                                        .load(target, rows(WireForm.BINARY)))
                .hasMessageContaining("planted");
        loader(LoadMode.APPEND, WireForm.BINARY, 0, Checkpoint.NONE)
                .load(target, rows(WireForm.BINARY));
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("20000");
    }

    @Test
    void refusedRowsAreFoundByBisectionAndTheRestLoads() {
        database.execute(
                "ALTER TABLE dst ADD CONSTRAINT odd CHECK (id NOT IN (7, 8, 19999) AND qty IS NOT NULL)",
                "UPDATE src SET qty = NULL WHERE id = 12345");
        loader(LoadMode.APPEND, WireForm.BINARY, 4, Checkpoint.NONE)
                .load(target, rows(WireForm.BINARY));
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("19996");
        assertThat(
                        database.rows(
                                "SELECT reason_state, committed, count(*), min(reason) FROM drover.quarantine GROUP BY 1, 2"))
                .containsExactly(
                        "23514|t|4|new row for relation \"dst\" violates check constraint \"odd\"");
        TableProgress progress = ledger.tables().progress(loadId).get(0);
        assertThat(progress.read()).isEqualTo(20000);
        assertThat(progress.quarantined()).isEqualTo(4);
        assertThat(progress.loaded()).isEqualTo(19996);
    }

    @Test
    void theLimitStopsTheChunkAndKeepsTheEvidence() {
        database.execute("ALTER TABLE dst ADD CONSTRAINT odd CHECK (id <> 7)");
        assertThatThrownBy(
                        () ->
                                loader(LoadMode.APPEND, WireForm.BINARY, 0, Checkpoint.NONE)
                                        .load(target, rows(WireForm.BINARY)))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.QUARANTINE_LIMIT))
                .hasMessageContaining("quarantine.max-rows is 0")
                .hasMessageContaining("violates check constraint \"odd\"");
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("0");
        assertThat(database.rows("SELECT committed, row_number FROM drover.quarantine"))
                .containsExactly("f|7");
    }

    @Test
    void rowsThatCanBeReadOnceAreSiftedInMemory() {
        database.execute("ALTER TABLE dst ADD CONSTRAINT odd CHECK (id <> 15000)");
        AtomicInteger opened = new AtomicInteger();
        loader(LoadMode.APPEND, WireForm.BINARY, 1, Checkpoint.NONE)
                .loadOnce(
                        target,
                        () -> {
                            opened.incrementAndGet();
                            return rows(WireForm.BINARY).get();
                        });
        assertThat(opened).hasValue(1);
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("19999");
    }

    @Test
    void anUpsertReplacesByKeyAndKeepsTheRest() {
        database.execute("INSERT INTO dst VALUES (5, 'old', 1), (-1, 'stays', 2)");
        loader(LoadMode.UPSERT, WireForm.BINARY, 0, Checkpoint.NONE)
                .load(target, rows(WireForm.BINARY));
        assertThat(database.rows("SELECT name FROM dst WHERE id IN (5, -1) ORDER BY id"))
                .containsExactly("stays", "n5");
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("20001");
    }

    @Test
    void anAttemptOfAnOlderGenerationLoadsNothing() {
        ledger.tables()
                .restart(
                        loadId,
                        List.of(new TableLedger.Restart(0, 1L, "TRUNCATE public.dst", "test")));
        assertThatThrownBy(
                        () ->
                                loader(LoadMode.APPEND, WireForm.BINARY, 0, Checkpoint.NONE)
                                        .load(target, rows(WireForm.BINARY)))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                .hasMessageContaining("another run has begun the table again");
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("0");
    }

    @Test
    void aTaskOfARunThatWasTakenOverLoadsNothing() {
        ledger.own(loadId, runId + 1);
        assertThatThrownBy(
                        () ->
                                loader(LoadMode.APPEND, WireForm.BINARY, 0, Checkpoint.NONE)
                                        .load(target, rows(WireForm.BINARY)))
                .hasMessageContaining("another run");
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("0");
    }

    @Test
    void anErrorLeavesNeitherRowsNorAReceipt() {
        Checkpoint error =
                (point, table, chunk) -> {
                    if (point == Checkpoint.Point.COPIED) {
                        throw new OutOfMemoryError("planted");
                    }
                };
        assertThatThrownBy(
                        () ->
                                loader(LoadMode.APPEND, WireForm.BINARY, 0, error)
                                        .load(target, rows(WireForm.BINARY)))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM drover.receipt")).isEqualTo("0");
    }

    @Test
    void aTwinWaitsForTheFirstAndThenLoadsNothing() throws Exception {
        try (Connection second = Connections.open(Side.TARGET, database.endpoint(), SESSION);
                Connection secondSource =
                        Connections.open(Side.SOURCE, database.endpoint(), SESSION)) {
            Thread[] twin = new Thread[1];
            AtomicInteger twinReads = new AtomicInteger();
            Checkpoint startTwin =
                    (point, table, chunk) -> {
                        if (point == Checkpoint.Point.CLAIMED) {
                            twin[0] =
                                    new Thread(
                                            () ->
                                                    loader(
                                                                    LoadMode.APPEND,
                                                                    WireForm.BINARY,
                                                                    0,
                                                                    Checkpoint.NONE)
                                                            .load(
                                                                    second,
                                                                    () -> {
                                                                        twinReads.incrementAndGet();
                                                                        return copy(
                                                                                secondSource,
                                                                                WireForm.BINARY);
                                                                    }));
                            twin[0].start();
                        }
                    };
            loader(LoadMode.APPEND, WireForm.BINARY, 0, startTwin)
                    .load(target, rows(WireForm.BINARY));
            twin[0].join();
            assertThat(twinReads).hasValue(0);
        }
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("20000");
        assertThat(database.value("SELECT count(*) FROM drover.receipt")).isEqualTo("1");
    }

    private static Checkpoint failingAt(Checkpoint.Point planted) {
        return (point, table, chunk) -> {
            if (point == planted) {
                throw new IllegalStateException("planted at " + point);
            }
        };
    }

    private ChunkLoader loader(LoadMode mode, WireForm form, long maxRows, Checkpoint checkpoint) {
        Claim claim = new Claim(loadId, 0, 0, 0, epochId, runId, "test");
        return new ChunkLoader(table(mode, form), claim, maxRows, checkpoint, NO_METER);
    }

    private Supplier<WireRows> rows(WireForm form) {
        return () -> copy(source, form);
    }

    private static WireRows copy(Connection connection, WireForm form) {
        return new CopyOutRows(
                Side.SOURCE,
                connection,
                "COPY (SELECT * FROM public.src ORDER BY id) TO STDOUT (FORMAT " + form + ")",
                form);
    }

    private static TablePlan table(LoadMode mode, WireForm form) {
        TableName dst = new TableName("public", "dst");
        return new TablePlan(
                0,
                new TableName("public", "src"),
                dst,
                dst,
                mode,
                form,
                ReadPath.PIPE,
                List.of(column("id", "integer"), column("name", "text"), column("qty", "integer")),
                List.of("id"),
                null,
                false,
                20000,
                1 << 20,
                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 20000, 1 << 20)),
                null);
    }

    private static ColumnPlan column(String name, String type) {
        return new ColumnPlan(name, name, type, type, false, false, TypeVerdict.LOSSLESS, "");
    }
}
