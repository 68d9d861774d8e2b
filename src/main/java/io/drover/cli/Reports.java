package io.drover.cli;

import io.drover.job.WriteReport;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Writes the report of the newest run and says where; a report must not hide how the run ended. */
final class Reports {
    private Reports() {}

    /** After a run that ended well: a report that cannot be written is a failure. */
    static void write(MigrationSpec spec, Path folder, PrintWriter out) {
        new WriteReport(spec)
                .writeLatest(folder)
                .ifPresent(
                        result -> {
                            out.println("Report: " + result.html().toUri());
                            if (result.junit() != null) {
                                out.println("JUnit: " + result.junit().toUri());
                            }
                        });
    }

    /**
     * After a failure, which is what the operator must see: said in one line if it fails as well.
     */
    static void writeAfter(
            RuntimeException failure, MigrationSpec spec, Path folder, PrintWriter err) {
        try {
            write(spec, folder, err);
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    /** The same after a reconciliation, whose file for CI systems then says that it failed. */
    static void writeAfterReconcile(
            RuntimeException failure, MigrationSpec spec, Path folder, PrintWriter err) {
        writeAfter(failure, spec, folder, err);
        try {
            WriteReport.writeFailed(spec.name(), failure, folder);
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }
}
