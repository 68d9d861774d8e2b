package io.drover.job;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.LedgerHistory;
import io.drover.report.HtmlReport;
import io.drover.report.JsonReport;
import io.drover.report.MigrationReport;
import io.drover.report.ReportAssembler;
import io.drover.spec.MigrationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;

/**
 * Writes what the ledger tells about a run: {@code report.json} and {@code report.html}. The last
 * step of {@code migrate} and {@code reconcile}, well or badly ended; repeats safely.
 */
public final class WriteReport {
    private final MigrationSpec spec;
    private final String ledgerSchema;

    public WriteReport(MigrationSpec spec, String ledgerSchema) {
        this.spec = spec;
        this.ledgerSchema = ledgerSchema;
    }

    /** The report and where it was written. */
    public record Result(MigrationReport report, Path json, Path html) {}

    /**
     * Writes both files into a directory, which is made if need be. A reader never sees half a
     * file.
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
        return new Result(
                report,
                write(directory, "report.json", JsonReport.render(report)),
                write(directory, "report.html", HtmlReport.render(report)));
    }

    private static Path write(Path directory, String name, String text) {
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
