package io.drover.report;

import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.Verdict;
import io.drover.model.history.LoadRecord;
import io.drover.model.history.MigrationHistory;
import io.drover.model.history.Reconciliation;
import io.drover.model.history.RowFates;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableProof;
import io.drover.model.history.TableTally;
import io.drover.report.MigrationReport.Balance;
import io.drover.report.MigrationReport.Endpoint;
import io.drover.report.MigrationReport.Proof;
import io.drover.report.MigrationReport.Run;
import io.drover.report.MigrationReport.Versions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a report of what the ledger tells. Pure: the same history gives an equal report. */
public final class ReportAssembler {
    /** Differences of all tables together in one report; the ledger has the rest. */
    static final int SHOWN_DIFFERENCES = 500;

    private ReportAssembler() {}

    /**
     * The report of a history.
     *
     * @param sourceUrl may still hold parameters and users, which are cut off; so may targetUrl
     * @param javaVersion what to say where the run's settings do not name one
     */
    public static MigrationReport assemble(
            MigrationHistory history, String sourceUrl, String targetUrl, String javaVersion) {
        List<TableReport> tables = tables(history);
        Balance balance = balance(history.tables());
        Proof proof = proof(history.reconciliation(), tables);
        LoadRecord load = history.load();
        String sourceServer = load == null ? null : load.sourceVersion();
        String targetServer = load == null ? null : load.targetVersion();
        return new MigrationReport(
                MigrationReport.FORMAT,
                VerdictWording.of(history, tables, balance, proof),
                history.run().migration(),
                new Endpoint(bareUrl(sourceUrl), sourceServer),
                new Endpoint(bareUrl(targetUrl), targetServer),
                run(history.run()),
                history.runs().stream().map(ReportAssembler::run).toList(),
                new Versions(
                        history.run().codeVersion(),
                        history.run().sparkVersion(),
                        history.run().settings().getOrDefault("java", javaVersion),
                        sourceServer,
                        targetServer),
                history.run().settings(),
                load == null ? null : load.consistency(),
                history.epochs(),
                balance,
                proof,
                tables,
                history.ddl(),
                MigrationLog.of(history.rules()),
                history.quarantine(),
                history.failures(),
                warnings(load, PlanWarning.Kind.NOT_CARRIED),
                warnings(load, PlanWarning.Kind.ATTENTION),
                history.throughput(),
                history.durations());
    }

    /** A JDBC URL without what stands before {@code @} and after {@code ?}: there secrets hide. */
    static String bareUrl(String url) {
        String path = url.replaceFirst("[?;].*$", "");
        return path.replaceFirst("//[^/]*@", "//");
    }

    private static Run run(RunRecord run) {
        return new Run(
                run.runId(),
                run.command(),
                run.operator(),
                run.host(),
                run.application(),
                run.startedAt(),
                run.endedAt(),
                run.endedAt() == null
                        ? null
                        : Duration.between(run.startedAt(), run.endedAt()).toMillis() / 1000.0,
                run.outcome(),
                run.exitCode(),
                run.message());
    }

    private static Balance balance(List<TableTally> tables) {
        RowFates sum = tables.stream().map(TableTally::rows).reduce(RowFates.NONE, RowFates::plus);
        return new Balance(
                sum.read(),
                sum.loaded(),
                sum.filtered(),
                sum.deduplicated(),
                sum.quarantined(),
                sum.unexplained(),
                tables.stream().mapToLong(TableTally::bytes).sum(),
                Equation.of(sum));
    }

    private static List<PlanWarning> warnings(@Nullable LoadRecord load, PlanWarning.Kind kind) {
        return load == null
                ? List.of()
                : load.warnings().stream().filter(warning -> warning.kind() == kind).toList();
    }

    /** Tables of the load, and of the reconciliation what is not among them; met by both names. */
    private static List<TableReport> tables(MigrationHistory history) {
        record Names(String source, String target) {}
        Map<Names, TableProof> proofs = new LinkedHashMap<>();
        if (history.reconciliation() != null) {
            history.reconciliation()
                    .tables()
                    .forEach(proof -> proofs.put(new Names(proof.source(), proof.target()), proof));
        }
        ShownDifferences shown = new ShownDifferences(SHOWN_DIFFERENCES);
        List<TableReport> tables = new ArrayList<>();
        for (TableTally tally : history.tables()) {
            TableProof proof = proofs.remove(new Names(tally.source(), tally.target()));
            tables.add(
                    new TableReport(
                            tally.number(),
                            tally.source(),
                            tally.target(),
                            loading(tally),
                            proof == null ? null : shown.proven(proof)));
        }
        for (TableProof proof : proofs.values()) {
            tables.add(
                    new TableReport(
                            proof.number(),
                            proof.source(),
                            proof.target(),
                            null,
                            shown.proven(proof)));
        }
        tables.sort(
                Comparator.comparingInt(TableReport::number).thenComparing(TableReport::source));
        return tables;
    }

    private static TableReport.Loading loading(TableTally tally) {
        RowFates rows = tally.rows();
        return new TableReport.Loading(
                tally.state(),
                tally.chunks(),
                tally.chunksDone(),
                rows.read(),
                rows.loaded(),
                rows.filtered(),
                rows.deduplicated(),
                rows.quarantined(),
                rows.unexplained(),
                Equation.of(rows),
                tally.bytes(),
                tally.seconds(),
                tally.seconds() < 0.001 ? null : rows.read() / tally.seconds(),
                tally.resumeNote());
    }

    private static Proof proof(@Nullable Reconciliation reconciliation, List<TableReport> tables) {
        if (reconciliation == null) {
            return null;
        }
        List<TableProof> proven =
                tables.stream().map(TableReport::proof).filter(proof -> proof != null).toList();
        return new Proof(
                reconciliation.run().runId(),
                reconciliation.run().startedAt(),
                reconciliation.run().endedAt(),
                proven.stream().map(TableProof::equality).distinct().sorted().toList(),
                reconciliation.levels(),
                reconciliation.sourceSnapshot(),
                reconciliation.targetSnapshot(),
                count(proven, Verdict.EQUAL),
                count(proven, Verdict.DIFFERENT),
                count(proven, Verdict.NOT_PROVEN),
                tables.size() - proven.size(),
                proven.stream().mapToLong(TableProof::differences).sum(),
                rows(proven, true),
                rows(proven, false));
    }

    private static int count(List<TableProof> proven, Verdict verdict) {
        return (int) proven.stream().filter(proof -> proof.verdict() == verdict).count();
    }

    private static long rows(List<TableProof> proven, boolean ofSource) {
        return proven.stream()
                .filter(proof -> proof.sourceRows() != null && proof.targetRows() != null)
                .mapToLong(proof -> ofSource ? proof.sourceRows() : proof.targetRows())
                .sum();
    }

    /** Hands out the differences that fit into one report. */
    private static final class ShownDifferences {
        private int left;

        ShownDifferences(int limit) {
            this.left = limit;
        }

        TableProof proven(TableProof proof) {
            int taken = Math.min(left, proof.shown().size());
            left -= taken;
            return proof.showing(taken);
        }
    }
}
