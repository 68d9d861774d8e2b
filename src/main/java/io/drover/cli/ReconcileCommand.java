package io.drover.cli;

import io.drover.dialect.postgres.RepairSql.Extra;
import io.drover.error.ErrorKind;
import io.drover.job.quarantine.RepairTables;
import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.selftest.SelfTest;
import io.drover.model.Difference;
import io.drover.model.ReasonCount;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drover reconcile}: prove it, or name the rows that differ. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "Prove that both sides hold the same rows, or name those that differ.",
        description =
                "Reads both sides, each under one snapshot, and takes nobody's word. Exits with 7 when anything is not proven equal; every difference is in drover.difference.")
final class ReconcileCommand implements Callable<Integer> {
    private static final int SHOWN_REASONS = 10;

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5000;

    @Mixin private SpecOptions options;
    @ArgGroup private Way way = new Way();
    @Spec private CommandSpec command;
    private Supplier<SparkSession> sessions;

    /** At most one of them. */
    private static final class Way {
        @Option(
                names = "--repair",
                description =
                        "Load rows that are missing or changed again, by key and through the same rules, and reconcile their tables once more.")
        private boolean repair;

        @Option(
                names = "--live",
                description =
                        "Both sides are written to meanwhile: look again at rows that differ until they agree or reconcile.patience ends.")
        private boolean live;

        @Option(
                names = "--self-test",
                description =
                        "Test the reconciliation instead: plant every known corruption in copies of some of the target's rows, in a scratch schema, and see that each is found and nothing else.")
        private boolean selfTest;
    }

    @Option(
            names = "--delete-extra",
            description = "With --repair: delete the rows that only the target has.")
    private boolean deleteExtra;

    @Override
    public Integer call() {
        if (deleteExtra && !way.repair) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--delete-extra goes with --repair.");
        }
        MigrationSpec spec = options.readWhole();
        SparkSessions.startFor(spec, "reconcile");
        sessions = SparkSessions.supplier("reconcile", spec.name());
        PrintWriter out = command.commandLine().getOut();
        if (way.selfTest) {
            return selfTest(spec, out);
        }
        ReconcileTables.Result found;
        try {
            ReconcileInLedger proof = proof(spec, new LinkedHashSet<>(options.tables()));
            ReconcileInLedger.Result first =
                    (way.live ? proof.live(ReconcileCommand::pause) : proof).run();
            found = first.found();
            print(found, out);
            if (way.repair) {
                found = repair(spec, first, out);
            }
        } catch (RuntimeException failure) {
            Reports.writeAfterReconcile(
                    failure, spec, options.reportFolder(spec), command.commandLine().getErr());
            throw failure;
        }
        Reports.write(spec, options.reportFolder(spec), out);
        return ReconcileInLedger.exitCode(found.overall());
    }

    /** Longer after each look, as a replication that lags lags for a while. */
    private static void pause(int looks) {
        try {
            Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(looks, 10)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while waiting for rows to agree", stopped);
        }
    }

    private ReconcileInLedger proof(MigrationSpec spec, Set<TableName> only) {
        return new ReconcileInLedger(
                spec,
                sessions,
                Facts.of("reconcile", spec),
                ProgressLines.display(),
                Clock.systemUTC(),
                only);
    }

    /** What is found afterwards; what was found before, where nothing could be repaired. */
    private ReconcileTables.Result repair(
            MigrationSpec spec, ReconcileInLedger.Result first, PrintWriter out) {
        List<RepairTables.Repaired> repaired =
                new RepairTables(spec, sessions, deleteExtra ? Extra.DELETE : Extra.LEAVE)
                        .run(first.runId(), first.found().tables());
        RepairRendering.print(repaired, out);
        Set<TableName> touched = RepairTables.touched(repaired);
        if (touched.isEmpty()) {
            return first.found();
        }
        out.println("Reconciling the repaired tables again.");
        ReconcileTables.Result again = proof(spec, touched).run().found();
        print(again, out);
        List<TableVerdict> others =
                first.found().tables().stream()
                        .filter(table -> !touched.contains(table.source()))
                        .toList();
        others.stream()
                .filter(table -> table.verdict() != Verdict.EQUAL)
                .forEach(
                        table ->
                                out.println(
                                        "Still %s, as nothing of it was repaired: %s"
                                                .formatted(table.verdict(), table.target())));
        return again.with(others);
    }

    private int selfTest(MigrationSpec spec, PrintWriter out) {
        options.refuseTables(command, "a self-test takes samples of every table");
        SelfTest.Result result =
                new SelfTest(spec, sessions, ProgressLines.display(), Clock.systemUTC()).run();
        SelfTestRendering.print(result, out);
        return result.isPassed() ? 0 : ErrorKind.CONSISTENCY.exitCode();
    }

    private static void print(ReconcileTables.Result found, PrintWriter out) {
        for (TableVerdict table : found.tables()) {
            if (table.verdict() != Verdict.EQUAL) {
                print(table, out);
            }
        }
        if (found.others().verdict() != Verdict.EQUAL) {
            out.println("Other definitions: " + found.others().detail());
        }
        found.queries().stream()
                .filter(query -> query.verdict() != Verdict.EQUAL)
                .forEach(query -> out.println("Query " + query.detail()));
        out.println(ProofSummary.of(found));
    }

    private static void print(TableVerdict table, PrintWriter out) {
        out.println(table.source() + " -> " + table.target() + ": " + table.verdict());
        table.levels().stream()
                .filter(level -> level.verdict() != Verdict.EQUAL)
                .forEach(level -> out.println("  " + level.level() + ": " + level.detail()));
        for (ReasonCount reason :
                table.reasons().subList(0, Math.min(SHOWN_REASONS, table.reasons().size()))) {
            out.println(
                    "  %,d %s in %s by %s"
                            .formatted(
                                    reason.rows(),
                                    reason.rows() == 1 ? "row differs" : "rows differ",
                                    reason.column(),
                                    reason.reason()));
        }
        for (Difference difference : table.shown()) {
            out.println("  " + difference.kind() + " " + difference.key());
            for (String column : difference.changedColumns()) {
                out.println(
                        "    %s: %s -> %s%s"
                                .formatted(
                                        column,
                                        value(difference.sourceRow(), column),
                                        value(difference.targetRow(), column),
                                        difference.reasons().containsKey(column)
                                                ? " (" + difference.reasons().get(column) + ")"
                                                : ""));
            }
        }
        long more = table.differences() - table.shown().size();
        if (more > 0) {
            out.println("  and " + more + " more, in drover.difference of the target");
        }
    }

    private static String value(java.util.Map<String, String> row, String column) {
        String text = row == null ? null : row.get(column);
        return text == null ? "NULL" : "'" + text + "'";
    }
}
