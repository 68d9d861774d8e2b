package io.drover.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHistory;
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
import io.drover.model.history.QuarantineTally;
import io.drover.model.history.RuleEffect;
import io.drover.model.rules.Fate;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuledColumn;
import io.drover.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class FatedRowsIT {
    private static final Session SESSION = new Session("test", Session.Timeouts.NONE);
    private static final int FILTER = 0;
    private static final int DEDUPLICATE = 1;
    private static final int REQUIRED = 2;
    private static final int MAP = 3;
    private static final int RANGE = 4;

    /** Source rows as they would be looked up; the place is the id. */
    private static final SourceRowLookup LOOKUP =
            (places, sink) -> {
                for (long place : places) {
                    sink.row(
                            place,
                            "{\"id\": " + place + ", \"raw\": \"r" + place + "\"}",
                            "{\"id\": " + place + "}");
                }
            };

    private final List<Row> rows = new ArrayList<>();
    private TestDatabase database;
    private Connection ledgerConnection;
    private Ledger ledger;
    private Connection target;
    private long runId;
    private long loadId;
    private long epochId;

    @BeforeEach
    void open() {
        database = TestDatabase.create("fated");
        database.execute("CREATE TABLE dst (id int PRIMARY KEY, status varchar(10), joined date)");
        ledgerConnection = Connections.open(Side.TARGET, database.endpoint(), SESSION);
        LedgerSchema.ensure(ledgerConnection, Connections.dataSource(database.endpoint(), SESSION));
        ledger = new Ledger(ledgerConnection);
        runId =
                ledger.beginRun(
                        new RunStart("m", null, "migrate", "0", null, "me", "here", null, "{}"));
        loadId = ledger.beginLoad("m", "d", "{}", "{}", "d", List.of(table(WireForm.BINARY, 0)));
        ledger.tables().startTables(loadId, Map.of(0, 1L));
        ledger.own(loadId, runId);
        epochId =
                ledger.beginEpoch(
                        loadId,
                        runId,
                        new Snapshot("s", "1:1:", "x/1/1", "0/0"),
                        SnapshotKeeper.THIS_DRIVER);
        target = Connections.open(Side.TARGET, database.endpoint(), SESSION);
    }

    @AfterEach
    void close() throws Exception {
        target.close();
        ledgerConnection.close();
        database.close();
    }

    @Test
    void everyFateIsCountedAndWrittenWithTheReceipt() {
        oneOfEach();
        load(WireForm.BINARY, 10);
        assertThat(database.rows("SELECT * FROM dst ORDER BY id"))
                .containsExactly("1|new|2020-02-29", "2|null|null");
        TableProgress progress = ledger.tables().progress(loadId).get(0);
        assertThat(progress.allChunksLoaded()).isTrue();
        assertThat(progress.balances()).isTrue();
        assertThat(
                        List.of(
                                progress.read(),
                                progress.loaded(),
                                progress.filtered(),
                                progress.deduplicated(),
                                progress.quarantined()))
                .containsExactly(6L, 2L, 2L, 1L, 1L);
        assertThat(
                        database.rows(
                                "SELECT source_place, kept_place, source_row ->> 'raw', kept_row ->> 'raw' FROM drover.deduplicated"))
                .containsExactly("(1,5)|(0,1)|r65541|r1");
        assertThat(
                        database.rows(
                                "SELECT step_number, modified_rows, left_out_rows, violated_rows FROM drover.rule_count ORDER BY 1"))
                .containsExactly("-1|0|0|1", "0|0|2|0", "1|0|1|0", "2|0|0|1", "3|1|0|0");
    }

    @Test
    void theMigrationLogSaysWhatEachRuleDid() {
        oneOfEach();
        for (int run = 0; run < 2; run++) {
            ledger.rules().begin(loadId, 0, table(WireForm.BINARY, 0).rules().steps());
        }
        load(WireForm.BINARY, 10);
        assertThat(ledger.rules().log(loadId))
                .extracting(
                        RuleEffect::rule,
                        RuleEffect::modified,
                        RuleEffect::leftOut,
                        RuleEffect::violated)
                .containsExactly(
                        tuple("decode", 0L, 0L, 1L),
                        tuple("where", 0L, 2L, 0L),
                        tuple("deduplicate", 0L, 1L, 0L),
                        tuple("required", 0L, 0L, 1L),
                        tuple("map", 1L, 0L, 0L),
                        tuple("range", 0L, 0L, 0L));
        assertThat(new LedgerHistory(target, LedgerSchema.NAME).quarantine(loadId))
                .extracting(QuarantineTally::state, QuarantineTally::reason)
                .containsExactly(tuple("RULE", "required status"));
    }

    @Test
    void aTableThatIsBegunAgainForgetsWhatItsRulesDid() {
        oneOfEach();
        ledger.rules().begin(loadId, 0, table(WireForm.BINARY, 0).rules().steps());
        ledger.rules().sourceRead(loadId, 0, runId, Map.of(0, 4L, 1, 2L));
        ledger.rules().sourceRead(loadId, 0, runId, Map.of(0, 4L, 1, 3L));
        assertThat(ledger.rules().rowsSent(loadId, 0)).hasValue(7);
        load(WireForm.BINARY, 10);
        ledger.tables()
                .restart(
                        loadId,
                        List.of(new TableLedger.Restart(0, 1L, "TRUNCATE public.dst", "test")));
        assertThat(ledger.rules().log(loadId))
                .extracting(RuleEffect::leftOut)
                .containsOnly(0L)
                .hasSize(6);
        assertThat(ledger.rules().rowsSent(loadId, 0)).isEmpty();
        assertThat(new LedgerHistory(target, LedgerSchema.NAME).quarantine(loadId)).isEmpty();
    }

    @Test
    void allViolationsOfARowAreKept() {
        oneOfEach();
        load(WireForm.TEXT, 10);
        assertThat(
                        database.rows(
                                "SELECT committed, row_number, wire_row IS NULL, reason_state, reason, source_place, source_key ->> 'id', source_row ->> 'raw', state FROM drover.quarantine"))
                .containsExactly("t|6|t|RULE|no name|(0,6)|6|r6|HELD");
        assertThat(
                        database.rows(
                                "SELECT v ->> 'step', v ->> 'rule', v ->> 'column', v ->> 'message' FROM drover.quarantine, jsonb_array_elements(violations) v"))
                .containsExactly("2|required|status|no name", "-1|decode||no date: \"\\x\"");
        assertThat(database.rows("SELECT * FROM dst ORDER BY id"))
                .containsExactly("1|new|2020-02-29", "2|null|null");
    }

    @Test
    void aSecondAttemptLoadsNothing() {
        oneOfEach();
        load(WireForm.BINARY, 10);
        Iterator<Row> untouched =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        throw new AssertionError("read again");
                    }

                    @Override
                    public Row next() {
                        throw new AssertionError("read again");
                    }
                };
        loader(table(WireForm.BINARY, 0), 10)
                .loadFated(target, new FatedRows(untouched, Map::of, LOOKUP));
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("2");
        assertThat(database.value("SELECT count(*) FROM drover.quarantine")).isEqualTo("1");
    }

    @Test
    void aRuleThatLosesARowIsRefused() {
        oneOfEach();
        refuses(ErrorKind.CONSISTENCY, 10, 7L)
                .hasMessageContaining("sent 7 rows and 6 came out of its rules: a rule lost rows");
        nothingIsCommitted();
    }

    @Test
    void aRuleThatDoublesARowIsRefused() {
        oneOfEach();
        refuses(ErrorKind.CONSISTENCY, 10, 5L)
                .hasMessageContaining(
                        "sent 5 rows and 6 came out of its rules: a rule doubled rows");
        nothingIsCommitted();
    }

    @Test
    void aBucketIsNotComparedWithAChunkOfTheSource() {
        oneOfEach();
        loader(table(WireForm.BINARY, 1), 10)
                .loadFated(
                        target,
                        new FatedRows(
                                rows.iterator(),
                                () -> {
                                    throw new AssertionError("asked");
                                },
                                LOOKUP));
        assertThat(ledger.tables().progress(loadId).get(0).read()).isEqualTo(6);
    }

    @Test
    void aRowThatTheTargetRefusesIsSetAsideWithItsPlaceAndCountsAsUnmodified() {
        database.execute("ALTER TABLE dst ADD CONSTRAINT odd CHECK (id <> 700)");
        for (int id = 1; id <= 1000; id++) {
            loaded(id, "s" + id, null, 1L << MAP);
        }
        load(WireForm.BINARY, 1);
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("999");
        assertThat(
                        database.rows(
                                "SELECT row_number, reason_state, reason, wire_row IS NOT NULL, source_place, source_row ->> 'raw', violations FROM drover.quarantine"))
                .containsExactly(
                        "700|23514|new row for relation \"dst\" violates check constraint \"odd\"|t|(0,700)|r700|[]");
        assertThat(database.rows("SELECT step_number, modified_rows FROM drover.rule_count"))
                .containsExactly("3|999");
    }

    @Test
    void aValueThatTheTargetWouldCutIsSetAside() {
        loaded(1, "nine    .", null, 0);
        loaded(2, "nine     and more blanks     ", null, 0);
        loaded(3, "nine              ", null, 0);
        load(WireForm.BINARY, 2);
        assertThat(database.rows("SELECT id FROM dst")).containsExactly("1");
        assertThat(
                        database.rows(
                                "SELECT row_number, reason_state FROM drover.quarantine ORDER BY 1"))
                .containsExactly("2|22001", "3|22001");
    }

    @Test
    void theLimitStopsTheChunkBeforeItsEndAndKeepsTheEvidence() {
        for (int id = 1; id <= 5; id++) {
            fated(id, Fate.QUARANTINED, null, null, violation(REQUIRED, "no name"));
        }
        Iterator<Row> all = rows.iterator();
        assertThatThrownBy(
                        () ->
                                loader(table(WireForm.BINARY, 0), 2)
                                        .loadFated(target, new FatedRows(all, Map::of, LOOKUP)))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.QUARANTINE_LIMIT))
                .hasMessageContaining("3 rows would be set aside and quarantine.max-rows is 2")
                .hasMessageContaining("at (0,3) of the source: no name");
        assertThat(all.next().getLong(1)).isEqualTo(4);
        assertThat(
                        database.rows(
                                "SELECT committed, source_place FROM drover.quarantine ORDER BY 2"))
                .containsExactly("f|(0,1)", "f|(0,2)", "f|(0,3)");
        assertThat(database.value("SELECT count(*) FROM drover.receipt")).isEqualTo("0");

        // The same run may try again, with the limit raised: evidence must not take the rows'
        // place.
        load(WireForm.BINARY, 5);
        assertThat(database.rows("SELECT committed, count(*) FROM drover.quarantine GROUP BY 1"))
                .containsExactly("t|5");
    }

    @Test
    void anUpsertFindsRowsByTheTargetsOwnKey() {
        database.execute("INSERT INTO dst VALUES (1, 'old', NULL), (9, 'stays', NULL)");
        oneOfEach();
        loader(table(WireForm.BINARY, 0, LoadMode.UPSERT), 10)
                .loadFated(
                        target,
                        new FatedRows(
                                rows.iterator(), () -> Map.of(0, (long) rows.size()), LOOKUP));
        assertThat(database.rows("SELECT id, status FROM dst ORDER BY id"))
                .containsExactly("1|new", "2|null", "9|stays");
    }

    @Test
    void aRuleThatStopsNamesItselfAndTheRow() {
        loaded(1, "x", null, 0);
        fated(
                2,
                Fate.STOPS,
                null,
                null,
                violation(REQUIRED, "no name"),
                violation(RANGE, "1066 is before 1900"));
        refuses(ErrorKind.QUARANTINE_LIMIT, 10, 2L)
                .hasMessageContaining(
                        "the row at (0,2) of public.src violates the rule range of column joined")
                .hasMessageContaining("1066 is before 1900");
        assertThat(database.value("SELECT count(*) FROM dst")).isEqualTo("0");
        assertThat(database.rows("SELECT committed, source_place FROM drover.quarantine"))
                .containsExactly("f|(0,2)");
    }

    private void oneOfEach() {
        loaded(1, "new", Date.valueOf("2020-02-29"), 1L << MAP);
        loaded(2, null, null, 0);
        fated(3, Fate.FILTERED, FILTER, null);
        fated(4, Fate.FILTERED, FILTER, null);
        fated((1 << 16) + 5, Fate.DEDUPLICATED, DEDUPLICATE, 1L);
        fated(
                6,
                Fate.QUARANTINED,
                null,
                null,
                violation(REQUIRED, "no name"),
                violation(-1, "no date: \"\\x\""));
    }

    private void nothingIsCommitted() {
        for (String each :
                List.of(
                        "dst",
                        "drover.receipt",
                        "drover.quarantine",
                        "drover.rule_count",
                        "drover.deduplicated")) {
            assertThat(database.value("SELECT count(*) FROM " + each)).as(each).isEqualTo("0");
        }
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refuses(
            ErrorKind kind, long maxRows, long sent) {
        return assertThatThrownBy(
                        () ->
                                loader(table(WireForm.BINARY, 0), maxRows)
                                        .loadFated(
                                                target,
                                                new FatedRows(
                                                        rows.iterator(),
                                                        () -> Map.of(0, sent),
                                                        LOOKUP)))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private void load(WireForm form, long maxRows) {
        if (form == WireForm.TEXT) {
            rows.replaceAll(FatedRowsIT::inText);
        }
        loader(table(form, 0), maxRows)
                .loadFated(
                        target,
                        new FatedRows(
                                rows.iterator(), () -> Map.of(0, (long) rows.size()), LOOKUP));
    }

    private ChunkLoader loader(TablePlan table, long maxRows) {
        return new ChunkLoader(
                table,
                new Claim(loadId, 0, 0, 0, epochId, runId, "test"),
                maxRows,
                Checkpoint.NONE,
                (moved, bytes) -> {});
    }

    private void loaded(int id, String status, Date joined, long log) {
        rows.add(row(id, Fate.LOADED, null, null, null, log, status, joined));
    }

    private void fated(int id, Fate fate, Integer step, Long kept, Row... violations) {
        rows.add(
                row(
                        id,
                        fate,
                        step,
                        kept,
                        violations.length == 0 ? null : Arrays.asList(violations),
                        1L << MAP,
                        "left out",
                        null));
    }

    private static Row violation(int step, String message) {
        return RowFactory.create(step, message);
    }

    private static Row row(
            long place,
            Fate fate,
            Integer step,
            Long kept,
            List<Row> violations,
            long log,
            String status,
            Date joined) {
        return RowFactory.create(
                ByteBuffer.allocate(8).putInt(4).putInt((int) place).array(),
                place,
                List.of(Fate.values()).indexOf(fate),
                step,
                kept,
                violations == null ? null : JavaConverters.asScalaBuffer(violations),
                JavaConverters.asScalaBuffer(List.of(log)),
                status,
                joined);
    }

    private static Row inText(Row row) {
        Object[] values = new Object[row.size()];
        for (int field = 0; field < values.length; field++) {
            values[field] = row.get(field);
        }
        values[0] = Long.toString(row.getLong(1)).getBytes(StandardCharsets.UTF_8);
        return RowFactory.create(values);
    }

    private static TablePlan table(WireForm form, int buckets) {
        return table(form, buckets, LoadMode.APPEND);
    }

    private static TablePlan table(WireForm form, int buckets, LoadMode mode) {
        TableName dst = new TableName("public", "dst");
        return new TablePlan(
                0,
                new TableName("public", "src"),
                dst,
                dst,
                mode,
                form,
                ReadPath.COPY,
                List.of(
                        new ColumnPlan(
                                "id",
                                "id",
                                "integer",
                                "integer",
                                false,
                                false,
                                TypeVerdict.LOSSLESS,
                                "")),
                List.of("id"),
                null,
                false,
                1000,
                1 << 20,
                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 1000, 1 << 20)),
                new RowRules(
                        List.of(),
                        List.of(),
                        List.of(
                                step(FILTER, RuleStep.Kind.FILTER, "where", ""),
                                step(DEDUPLICATE, RuleStep.Kind.DEDUPLICATE, "deduplicate", ""),
                                step(REQUIRED, RuleStep.Kind.CHECK, "required", "status"),
                                step(MAP, RuleStep.Kind.VALUE, "map", "status"),
                                step(RANGE, RuleStep.Kind.CHECK, "range", "joined")),
                        null,
                        List.of(
                                new RuledColumn(
                                        "status", "character varying(10)", "string", "status"),
                                new RuledColumn("joined", "date", "date", "joined")),
                        buckets));
    }

    private static RuleStep step(int number, RuleStep.Kind kind, String rule, String column) {
        return new RuleStep(
                number,
                kind,
                rule,
                column,
                rule + " " + column,
                null,
                null,
                null,
                null,
                number == RANGE ? OnViolation.STOP : OnViolation.QUARANTINE,
                null,
                null);
    }
}
