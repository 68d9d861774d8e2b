package io.drover.report;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.Verdict;
import io.drover.model.history.MigrationHistory;
import io.drover.model.history.TableProof;
import io.drover.report.MigrationReport.Balance;
import io.drover.report.MigrationReport.Proof;
import io.drover.report.ReportVerdict.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the verdict and the words for it. The worst that is true is said. */
final class VerdictWording {
    private static final int NAMED_TABLES = 5;

    private final MigrationHistory history;
    private final List<TableReport> tables;
    private final Balance balance;
    private final @Nullable Proof proof;

    private VerdictWording(
            MigrationHistory history,
            List<TableReport> tables,
            Balance balance,
            @Nullable Proof proof) {
        this.history = history;
        this.tables = tables;
        this.balance = balance;
        this.proof = proof;
    }

    static ReportVerdict of(
            MigrationHistory history,
            List<TableReport> tables,
            Balance balance,
            @Nullable Proof proof) {
        return new VerdictWording(history, tables, balance, proof).word();
    }

    private ReportVerdict word() {
        if (balance.unexplained() != 0 || unexplained().findAny().isPresent()) {
            return verdict(
                    Kind.FAILED,
                    "Failed",
                    Figures.counted(balance.unexplained(), "row") + " without a fate");
        }
        if ("FAILED".equals(history.run().outcome())) {
            String message = history.run().message();
            return verdict(
                    Kind.FAILED,
                    "Failed",
                    message == null ? "the ledger holds no message" : message);
        }
        if (proof != null && (proof.tablesDifferent() > 0 || onlyDefinitionsDiffer())) {
            return verdict(Kind.DIFFERENT, "Different", different());
        }
        if (isLoading()) {
            return verdict(Kind.INCOMPLETE, "Not complete", incomplete());
        }
        if (proof == null) {
            return tables.isEmpty()
                    ? verdict(Kind.NOT_PROVEN, "Nothing to show", "no table was loaded or compared")
                    : verdict(Kind.LOADED, "Loaded, not yet reconciled", loaded());
        }
        if (proof.tablesNotProven() + proof.tablesMissing() > 0 || proof.tablesEqual() == 0) {
            return verdict(Kind.NOT_PROVEN, "Not proven", notProven());
        }
        if (!proved("DONE")) {
            return verdict(
                    Kind.NOT_PROVEN,
                    "Not proven",
                    overall(Verdict.NOT_PROVEN)
                            .orElse("the reconciliation did not come to its end"));
        }
        if (!digested()) {
            return verdict(
                    Kind.NOT_PROVEN,
                    "Not proven",
                    "what was asked for agrees, and digests were not asked for: that every row is the same is not proven");
        }
        return verdict(Kind.PROVEN_EQUAL, "Proven equal", equal());
    }

    /** The run was not equal, and its tables do not say why. */
    private boolean onlyDefinitionsDiffer() {
        return proved("DIFFERENT")
                && proof.tablesNotProven() == 0
                && (overall(Verdict.DIFFERENT).isPresent()
                        || overall(Verdict.NOT_PROVEN).isEmpty());
    }

    /** What a level about no single table says with this verdict: definitions, queries. */
    private Optional<String> overall(Verdict verdict) {
        return proof.levels().stream()
                .filter(level -> level.verdict() == verdict)
                .map(LevelVerdict::detail)
                .findFirst();
    }

    /** Whether every row was compared, as far as was asked. */
    private boolean digested() {
        return tables.stream()
                .filter(table -> table.proof() != null)
                .flatMap(table -> table.proof().levels().stream())
                .anyMatch(level -> level.level() == LevelVerdict.Level.DIGESTS);
    }

    /** The run's message is about tables, which are told already, and then about all else. */
    private Optional<String> otherDefinitions() {
        return Optional.ofNullable(history.reconciliation().run().message())
                .map(
                        message ->
                                message.replaceFirst(
                                        "^.*; other definitions: ", "Beside the tables: "));
    }

    /** What the reconciliation's run says: it also judges what belongs to no table. */
    private boolean proved(String outcome) {
        return history.reconciliation() != null
                && outcome.equals(history.reconciliation().run().outcome());
    }

    private ReportVerdict verdict(Kind kind, String headline, String summary) {
        ProofWording wording = new ProofWording(tables, proof);
        return new ReportVerdict(
                kind,
                headline,
                summary,
                reasons(kind),
                wording.restsOn(),
                wording.limits(notCarried()));
    }

    private long notCarried() {
        return history.load() == null
                ? 0
                : history.load().warnings().stream()
                        .filter(warning -> warning.kind() == PlanWarning.Kind.NOT_CARRIED)
                        .count();
    }

    /** Tables whose equation does not close; two of them may make up for each other in the sum. */
    private Stream<TableReport> unexplained() {
        return tables.stream().filter(table -> loading(table).rowsUnexplained() != 0);
    }

    private List<String> reasons(Kind kind) {
        List<String> reasons = new ArrayList<>();
        unexplained()
                .limit(NAMED_TABLES)
                .forEach(
                        table ->
                                reasons.add(
                                        "%s: %s, and %s unexplained"
                                                .formatted(
                                                        table.source(),
                                                        loading(table).equation(),
                                                        Figures.counted(
                                                                loading(table).rowsUnexplained(),
                                                                "row"))));
        if (kind == Kind.DIFFERENT || kind == Kind.NOT_PROVEN) {
            tables.stream()
                    .filter(table -> table.proof() != null)
                    .filter(table -> table.proof().verdict() != Verdict.EQUAL)
                    .limit(NAMED_TABLES)
                    .forEach(table -> reasons.add(table.source() + ": " + why(table.proof())));
        }
        if ((kind == Kind.DIFFERENT || kind == Kind.NOT_PROVEN) && proof != null) {
            otherDefinitions().ifPresent(reasons::add);
            proof.levels().stream()
                    .filter(level -> level.verdict() != Verdict.EQUAL)
                    .filter(level -> level.level() != LevelVerdict.Level.SCHEMA)
                    .forEach(
                            level ->
                                    reasons.add(
                                            Levels.name(level.level()) + ": " + level.detail()));
        }
        if (kind == Kind.FAILED && isLoading()) {
            reasons.add(incomplete() + ".");
        }
        if (balance.quarantined() > 0) {
            reasons.add(
                    Figures.counted(balance.quarantined(), "row")
                            + " of the source stayed out of the target, in the quarantine.");
        }
        if (balance.filtered() > 0) {
            reasons.add(
                    Figures.counted(balance.filtered(), "row")
                            + " were left out by filters of the spec.");
        }
        if (balance.deduplicated() > 0) {
            reasons.add(
                    Figures.counted(balance.deduplicated(), "row")
                            + " gave way to others with the same key.");
        }
        if (history.load() != null
                && String.valueOf(history.load().consistency()).startsWith("fuzzy")) {
            reasons.add("The source was not read at one instant; a catch-up is owed.");
        }
        return reasons;
    }

    /** The rows that differ, or else what the levels say that are not equal. */
    private static String why(TableProof proof) {
        if (proof.differences() > 0) {
            return DifferenceCounts.of(proof);
        }
        return proof.levels().stream()
                .filter(level -> level.verdict() != Verdict.EQUAL)
                .map(LevelVerdict::detail)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private String different() {
        if (proof.tablesDifferent() == 0) {
            return "all rows are equal, but definitions outside of the tables are not";
        }
        String where = " in " + Figures.counted(proof.tablesDifferent(), "table");
        return proof.differences() == 0
                ? "definitions" + where
                : Figures.counted(proof.differences(), "row") + where;
    }

    private boolean isLoading() {
        return history.load() != null && history.load().state().equals("LOADING");
    }

    private String incomplete() {
        long done = tables.stream().mapToLong(table -> loading(table).chunksDone()).sum();
        long all = tables.stream().mapToLong(table -> loading(table).chunks()).sum();
        return "%s of %s loaded, %s so far"
                .formatted(
                        Figures.count(done),
                        Figures.counted(all, "chunk"),
                        Figures.counted(balance.loaded(), "row"));
    }

    private static TableReport.Loading loading(TableReport table) {
        return table.loading() == null
                ? new TableReport.Loading("", 0, 0, 0, 0, 0, 0, 0, 0, "", 0, 0, null, null)
                : table.loading();
    }

    private String loaded() {
        return Figures.counted(tables.size(), "table")
                + ", "
                + Figures.counted(balance.loaded(), "row");
    }

    private String notProven() {
        List<String> parts = new ArrayList<>();
        if (proof.tablesNotProven() > 0) {
            parts.add("no verdict on " + Figures.counted(proof.tablesNotProven(), "table"));
        }
        if (proof.tablesMissing() > 0) {
            parts.add(Figures.counted(proof.tablesMissing(), "table") + " not compared");
        }
        parts.add(Figures.counted(proof.tablesEqual(), "table") + " equal");
        return String.join(", ", parts);
    }

    private String equal() {
        return "%s, %s on both sides"
                .formatted(
                        Figures.counted(proof.tablesEqual(), "table"),
                        Figures.counted(proof.targetRows(), "row"));
    }
}
