package io.drover.job;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.LedgerHistory;
import io.drover.ledger.LedgerHome;
import io.drover.model.Nullable;
import io.drover.report.HtmlReport;
import io.drover.report.JUnitReport;
import io.drover.report.JsonReport;
import io.drover.report.MigrationReport;
import io.drover.report.ReportAssembler;
import io.drover.spec.MigrationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Writes what the ledger tells about a run: {@code report.json} with its schema, {@code
 * report.html}, and of a reconciliation {@code reconcile.xml}. The last step of {@code migrate} and
 * {@code reconcile}, well or badly ended; repeats safely.
 */
public final class WriteReport {
    private final MigrationSpec spec;
    private final String ledgerSchema;

    public WriteReport(MigrationSpec spec, String ledgerSchema) {
        this.spec = spec;
        this.ledgerSchema = ledgerSchema;
    }

    /**
     * The report and where it was written.
     *
     * @param junit null where the run is no reconciliation
     */
    public record Result(MigrationReport report, Path json, Path html, @Nullable Path junit) {}

    public WriteReport(MigrationSpec spec) {
        this(spec, LedgerHistory.DEFAULT_SCHEMA);
    }

    /** Reports the newest run of the migration; empty where the target knows of none. */
    public Optional<Result> writeLatest(Path directory) {
        if (LedgerHome.isNew(spec.ledger())) {
            return Optional.empty();
        }
        Session session = new Session("drover report " + spec.name(), Session.Timeouts.STATEMENT);
        try (Connection connection =
                Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            LedgerHistory history = new LedgerHistory(connection, ledgerSchema);
            if (!history.exists()) {
                return Optional.empty();
            }
            return history.runs(spec.name(), 1).stream()
                    .findFirst()
                    .map(run -> write(connection, run.runId(), directory));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the report of " + spec.name(), failure);
        }
    }

    /**
     * Writes the files into a directory, which is made if need be. A reader never sees half a file.
     *
     * @param ledger an open connection to the target, left as it was; the run's row should have its
     *     end, or the report says that it is running
     * @throws MigrationException USAGE when a file cannot be written
     */
    public Result write(Connection ledger, long runId, Path directory) {
        MigrationReport report =
                ReportAssembler.assemble(
                        new LedgerHistory(ledger, ledgerSchema)
                                .history(runId, spec.reconcile().shownDifferences()),
                        spec.source().url(),
                        spec.target().url(),
                        Runtime.version().toString());
        write(directory, JsonReport.SCHEMA_NAME, JsonReport.schema());
        return new Result(
                report,
                write(directory, "report.json", JsonReport.render(report)),
                write(directory, "report.html", HtmlReport.render(report)),
                report.run().command().equals("reconcile")
                        ? write(directory, JUnitReport.NAME, JUnitReport.render(report))
                        : null);
    }

    /**
     * Says to a CI system that a reconciliation failed, so that it never reads the file of one
     * before. Needs no server.
     *
     * @throws MigrationException USAGE when the file cannot be written
     */
    public static Path writeFailed(String migration, RuntimeException failure, Path directory) {
        ErrorKind kind = failure instanceof MigrationException known ? known.kind() : ErrorKind.BUG;
        return write(
                directory,
                JUnitReport.NAME,
                JUnitReport.failed(migration, kind.name(), String.valueOf(failure.getMessage())));
    }

    /** Writes a file of a report whole, or not at all. */
    static Path write(Path directory, String name, String text) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            Path beside = Files.createTempFile(directory, name, ".part");
            try {
                Files.writeString(beside, text);
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
            return file;
        } catch (IOException failure) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot write the report %s: %s. Name a directory that can be written with --report; nothing else is lost."
                            .formatted(file, failure.getMessage()),
                    failure);
        }
    }
}
