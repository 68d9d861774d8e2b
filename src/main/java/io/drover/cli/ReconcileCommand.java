package io.drover.cli;

import io.drover.job.ReconcileInLedger;
import io.drover.job.ReconcileTables;
import io.drover.model.Difference;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    @Mixin private SpecOptions options;
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        MigrationSpec spec = options.readWhole();
        PrintWriter out = command.commandLine().getOut();
        ReconcileTables.Result found;
        try {
            found =
                    new ReconcileInLedger(
                                    spec,
                                    SparkSessions.supplier("reconcile", spec.name()),
                                    Facts.of("reconcile", spec),
                                    ProgressLines.display(),
                                    Clock.systemUTC(),
                                    new LinkedHashSet<>(options.tables()))
                            .run()
                            .found();
        } catch (RuntimeException failure) {
            Reports.writeAfterReconcile(
                    failure, spec, options.reportFolder(spec), command.commandLine().getErr());
            throw failure;
        }
        print(found, out);
        Reports.write(spec, options.reportFolder(spec), out);
        return ReconcileInLedger.exitCode(found.overall());
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
        long rows = found.tables().stream().mapToLong(each -> each.sourceDigest().rows()).sum();
        long unequal =
                found.tables().stream().filter(each -> each.verdict() != Verdict.EQUAL).count();
        out.println(
                switch (found.overall()) {
                    case EQUAL ->
                            "Proven equal: %,d rows in %d tables."
                                    .formatted(rows, found.tables().size());
                    case DIFFERENT ->
                            "Different: %,d rows in %d of %d tables."
                                    .formatted(
                                            found.tables().stream()
                                                    .mapToLong(TableVerdict::differences)
                                                    .sum(),
                                            unequal,
                                            found.tables().size());
                    case NOT_PROVEN ->
                            "Not proven: %d of %d tables could not be compared to the end."
                                    .formatted(unequal, found.tables().size());
                });
    }

    private static void print(TableVerdict table, PrintWriter out) {
        out.println(table.source() + " -> " + table.target() + ": " + table.verdict());
        table.levels().stream()
                .filter(level -> level.verdict() != Verdict.EQUAL)
                .forEach(level -> out.println("  " + level.level() + ": " + level.detail()));
        for (Difference difference : table.shown()) {
            out.println("  " + difference.kind() + " " + difference.key());
            for (String column : difference.changedColumns()) {
                out.println(
                        "    %s: %s -> %s"
                                .formatted(
                                        column,
                                        value(difference.sourceRow(), column),
                                        value(difference.targetRow(), column)));
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
