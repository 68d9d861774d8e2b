package io.drover.report;

import io.drover.model.Difference;
import io.drover.model.PlanWarning;
import io.drover.model.Verdict;
import io.drover.model.history.DdlTally;
import io.drover.model.history.EpochRecord;
import io.drover.model.history.LoadRecord;
import io.drover.model.history.MigrationHistory;
import io.drover.model.history.Reconciliation;
import io.drover.model.history.RowFates;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableProof;
import io.drover.model.history.TableTally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A made-up history of a shop's migration, to be changed step by step into what a test needs. */
final class ReportExample {
    static final Instant BEGIN = Instant.parse("2026-01-01T08:00:00Z");
    private static final String EQUALITY = "canonical/sha256-128 v1";

    private static final Object[][] SHOP = {
        {"shop.address", 96_104L}, {"shop.category", 214L}, {"shop.customer", 80_311L},
        {"shop.event_2024", 201_877L}, {"shop.event_2025", 248_016L}, {"shop.item", 402_551L},
        {"shop.orders", 120_408L}, {"shop.payment", 39_870L}, {"shop.product", 12_004L},
        {"shop.review", 2_976L}, {"shop.shelf \"A\" Größe", 0L}, {"shop.visit_without_key", 31_002L}
    };

    private String command = "reconcile";
    private String outcome = "DONE";
    private String message;
    private String loadState = "COMPLETE";
    private boolean reconciled = true;
    private boolean withNotes;
    private String extraTable = "shop.category";
    private String changedValue = "Lisbon";
    private boolean withDifferences;
    private boolean ruled;
    private boolean telling;
    private boolean charts = true;
    private boolean empty;
    private int provenTables = SHOP.length;
    private RowFates lost = RowFates.NONE;

    static ReportExample equal() {
        return new ReportExample();
    }

    static ReportExample different() {
        ReportExample example = new ReportExample();
        example.outcome = "DIFFERENT";
        example.withDifferences = true;
        example.withNotes = true;
        return example;
    }

    /** With nearly everything that a report can say. */
    static ReportExample telling() {
        ReportExample example = different();
        example.withDifferences = false;
        example.telling = true;
        example.ruled = true;
        return example;
    }

    static ReportExample loaded() {
        ReportExample example = new ReportExample();
        example.command = "migrate";
        example.reconciled = false;
        example.withNotes = true;
        return example;
    }

    static ReportExample failed(String message) {
        ReportExample example = loaded();
        example.outcome = "FAILED";
        example.message = message;
        example.loadState = "LOADING";
        return example;
    }

    static ReportExample running() {
        ReportExample example = loaded();
        example.outcome = null;
        example.loadState = "LOADING";
        return example;
    }

    /** A reconciliation of tables that Drover did not load. */
    static ReportExample withoutALoad() {
        ReportExample example = new ReportExample();
        example.empty = true;
        return example;
    }

    /** How the run ended, whatever its tables say. */
    ReportExample ended(String outcome, String message) {
        this.outcome = outcome;
        this.message = message;
        return this;
    }

    ReportExample provenTables(int tables) {
        provenTables = tables;
        return this;
    }

    /** With rules that did something to the orders. */
    ReportExample ruled() {
        ruled = true;
        return this;
    }

    ReportExample withoutCharts() {
        charts = false;
        return this;
    }

    ReportExample unexplained(long rows) {
        lost = new RowFates(rows, 0, 0, 0, 0);
        return this;
    }

    /** Text from outside, where it can do harm. */
    ReportExample hostile(String table, String value) {
        extraTable = table;
        changedValue = value;
        return this;
    }

    MigrationReport report() {
        return ReportAssembler.assemble(
                history(),
                "jdbc:postgresql://old.example:5432/shop?user=drover&password=hunter2",
                "jdbc:postgresql://drover:hunter2@new.example:5432/shop",
                "17.0.13");
    }

    MigrationHistory history() {
        RunRecord migrate = run(1, "migrate", 0, 412, "migrate".equals(command) ? outcome : "DONE");
        RunRecord prove = run(2, "reconcile", 600, 95, outcome);
        boolean proving = command.equals("reconcile");
        List<TableTally> tables = empty ? List.of() : tallies();
        return new MigrationHistory(
                proving ? prove : migrate,
                empty ? null : load(),
                proving ? List.of(migrate, prove) : List.of(migrate),
                tables,
                empty ? List.of() : epochs(),
                empty
                        ? List.of()
                        : List.of(
                                new DdlTally("PRE_DATA", 41, 0.8),
                                new DdlTally("TABLE", 23, 31.2),
                                new DdlTally("FOREIGN_KEY", 11, 6.4),
                                new DdlTally("SWAP", 12, 0.02)),
                ruled ? ExampleLoad.rules() : List.of(),
                withNotes ? ExampleLoad.quarantine() : List.of(),
                withNotes ? ExampleLoad.failures() : List.of(),
                empty || !charts ? null : ExampleLoad.throughput(),
                empty || !charts ? null : ExampleLoad.durations(),
                reconciled ? reconciliation(prove) : null);
    }

    private RunRecord run(long id, String command, int afterSeconds, int seconds, String outcome) {
        Instant start = BEGIN.plusSeconds(afterSeconds);
        return new RunRecord(
                id,
                "shop",
                empty ? null : 1L,
                command,
                "0.1.0",
                "3.5.9",
                "ada",
                "mover-1",
                "local-1767254400000",
                new TreeMap<>(
                        Map.of(
                                "cores", "2",
                                "readPath", "PIPE",
                                "source.maxConnections", "8",
                                "target.maxConnections", "8")),
                start,
                outcome == null ? null : start.plusSeconds(seconds),
                outcome,
                outcome == null ? null : outcome.equals("DONE") ? 0 : 7,
                outcome == null || outcome.equals("DONE") ? null : message);
    }

    private LoadRecord load() {
        return new LoadRecord(
                1,
                loadState,
                "5f70",
                "9ac1",
                "PostgreSQL 15.4",
                "PostgreSQL 17.2",
                "snapshot",
                List.of(
                        new PlanWarning(
                                PlanWarning.Kind.NOT_CARRIED,
                                "view shop.open_orders",
                                "Views stay behind.",
                                "Create it in the target after the migration."),
                        new PlanWarning(
                                PlanWarning.Kind.NOT_CARRIED,
                                "function shop.price_of(bigint)",
                                "Functions stay behind.",
                                "Create it in the target before the views that call it."),
                        new PlanWarning(
                                PlanWarning.Kind.ATTENTION,
                                "table shop.visit_without_key",
                                "It has no key, so its rows are compared as a multiset.",
                                "Name a unique key of its columns in the spec if there is one.")),
                BEGIN,
                loadState.equals("COMPLETE") ? BEGIN.plusSeconds(412) : null,
                null);
    }

    private List<EpochRecord> epochs() {
        return List.of(
                new EpochRecord(
                        1,
                        1,
                        "00000003-0000001B-1",
                        "731:731:",
                        "7421/1",
                        "0/1A2B3C8",
                        BEGIN.plusSeconds(2),
                        false,
                        58,
                        1_235_333));
    }

    private List<TableTally> tallies() {
        List<TableTally> tallies = new ArrayList<>();
        boolean half = loadState.equals("LOADING");
        for (int number = 0; number < SHOP.length; number++) {
            String name = name(number);
            long rows = (long) SHOP[number][1];
            int chunks = (int) Math.max(1, rows / 20_000);
            boolean begun = !half || number < 7;
            long set = withNotes && number == 6 ? 3 : 0;
            RowFates fates = begun ? new RowFates(rows, rows - set, 0, 0, set) : RowFates.NONE;
            tallies.add(
                    new TableTally(
                            number,
                            name,
                            name.replaceFirst("^shop", "core"),
                            !begun ? "PENDING" : half ? "LOADED" : "SWAPPED",
                            0,
                            chunks,
                            begun ? chunks : 0,
                            number == 0 ? fates.plus(lost) : fates,
                            begun ? rows * 212 : 0,
                            begun ? rows / 61_000.0 : 0,
                            rows,
                            rows * 240,
                            withNotes && number == 5
                                    ? "Unchanged since snapshot 00000003-0000001B-1: went on with 11 of 20 chunks."
                                    : null));
        }
        return tallies;
    }

    private String name(int number) {
        return number == 1 ? extraTable : (String) SHOP[number][0];
    }

    private Reconciliation reconciliation(RunRecord prove) {
        return telling
                ? ExampleProofs.telling(prove, proofs())
                : new Reconciliation(prove, proofs());
    }

    private List<TableProof> proofs() {
        List<TableProof> proofs = new ArrayList<>();
        for (int number = 0; number < provenTables; number++) {
            long rows = (long) SHOP[number][1];
            boolean differs = withDifferences && (number == 1 || number == 6);
            List<Difference> shown =
                    !differs
                            ? List.of()
                            : number == 1
                                    ? ExampleProofs.changed(changedValue)
                                    : ExampleProofs.missingAndDoubled();
            long missing = differs && number == 6 ? 1 : 0;
            proofs.add(
                    new TableProof(
                            number,
                            name(number),
                            name(number).replaceFirst("^shop", "core"),
                            differs ? Verdict.DIFFERENT : Verdict.EQUAL,
                            EQUALITY,
                            "in Spark tasks from the wire",
                            List.of(),
                            ExampleProofs.levels(differs, missing > 0),
                            rows,
                            rows,
                            "0123456789abcdef0123456789abcdef",
                            differs
                                    ? "1123456789abcdef0123456789abcdee"
                                    : "0123456789abcdef0123456789abcdef",
                            missing,
                            0,
                            differs && number == 1 ? 1 : 0,
                            missing,
                            List.of(),
                            rows / 120_000.0,
                            shown));
        }
        return proofs;
    }
}
