package io.drover.job;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.ledger.ChunkReceipt;
import io.drover.ledger.Ledger;
import io.drover.ledger.TableProgress;
import io.drover.model.LoadMode;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Decides, table by table, whether what an earlier run loaded under another snapshot still stands
 * under this one: rows that are proved unchanged stay, a table with any other row is read again
 * from its start. So the whole target shows one instant, whatever died in between.
 *
 * <p>Runs on: driver, with the proofs as Spark tasks.
 */
final class Resume {
    private final JavaSparkContext spark;
    private final Ledger ledger;
    private final SourceAccess access;
    private final long loadId;
    private final Map<Integer, Long> filesThen;
    private final Map<Integer, Long> filesNow;
    private final Progress progress;

    Resume(
            JavaSparkContext spark,
            Ledger ledger,
            SourceAccess access,
            long loadId,
            Map<Integer, Long> filesNow,
            Progress progress) {
        this.spark = spark;
        this.ledger = ledger;
        this.access = access;
        this.loadId = loadId;
        this.filesThen = ledger.tables().relationFiles(loadId);
        this.filesNow = filesNow;
        this.progress = progress;
    }

    /** Settles every table that has receipts; returns the progress that holds from here on. */
    Map<Integer, TableProgress> settle(List<TablePlan> tables) {
        Map<Integer, TableProgress> known = byNumber(ledger.tables().progress(loadId));
        boolean anythingMissing =
                known.values().stream().anyMatch(table -> !table.allChunksLoaded());
        if (!anythingMissing) {
            // No row is read under this snapshot: nothing can mix.
            return known;
        }
        Map<TableName, String> restarts = new LinkedHashMap<>();
        for (TablePlan table : tables) {
            if (!known.get(table.number()).receipts().isEmpty()) {
                String doubt = settle(table, known.get(table.number()));
                if (!doubt.isEmpty()) {
                    restarts.putIfAbsent(table.staging(), doubt);
                }
            }
        }
        for (TablePlan table : tables) {
            // Partitions that go into one table of the target are emptied, and so read again,
            // together.
            String doubt = restarts.get(table.staging());
            if (doubt != null) {
                restart(table, known.get(table.number()), doubt);
            }
        }
        return restarts.isEmpty() ? known : byNumber(ledger.tables().progress(loadId));
    }

    /** Empty when the table goes on; else why it must be read again. */
    private String settle(TablePlan table, TableProgress known) {
        List<ChunkReceipt> receipts = ledger.tables().receipts(loadId, table.number());
        String doubt = doubt(table, receipts);
        if (doubt.equals(UNCHANGED)) {
            note(table, "went on behind %s: %s".formatted(loaded(known), doubt));
            return "";
        }
        if (!doubt.isEmpty() && table.mode() == LoadMode.APPEND) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot go on with %s: %s are appended to %s already, and %s. Rows that were appended"
                                    + " cannot be told from older ones: remove them by hand and give `migrate"
                                    + " --restart`, or hold a snapshot with `drover snapshot hold` next time.")
                            .formatted(table.source(), loaded(known), table.target(), doubt));
        }
        return doubt;
    }

    private void restart(TablePlan table, TableProgress known, String doubt) {
        String note = "began again, after %s were loaded: %s".formatted(loaded(known), doubt);
        ledger.tables()
                .restartTable(
                        loadId,
                        table.number(),
                        filesNow.get(table.number()),
                        emptying(table),
                        note);
        progress.note(table.source() + " " + note);
    }

    private static String loaded(TableProgress known) {
        return known.receipts().cardinality() + " of " + known.chunks() + " chunks";
    }

    private static final String UNCHANGED =
            "a new snapshot, and every loaded chunk is proved unchanged under it";

    /** Empty: all was read under this very instant; {@link #UNCHANGED}; else why not to go on. */
    private String doubt(TablePlan table, List<ChunkReceipt> receipts) {
        Snapshot now = access.snapshot();
        List<ChunkReceipt> older =
                receipts.stream().filter(receipt -> !sameInstant(receipt, now)).toList();
        if (older.isEmpty()) {
            return "";
        }
        if (older.stream().anyMatch(receipt -> !receipt.server().equals(now.server()))) {
            return "they were read from another server, database or timeline";
        }
        if (!filesNow.get(table.number()).equals(filesThen.get(table.number()))) {
            return "the source's table was rewritten or truncated since";
        }
        List<ProveChunk.Loaded> claims =
                older.stream().map(receipt -> ProveChunk.Loaded.of(table, receipt)).toList();
        spark.setJobDescription("prove " + claims.size() + " chunks of " + table.source());
        long unchanged =
                spark.parallelize(claims, claims.size())
                        .map(new ProveChunk(access))
                        .filter(Boolean::booleanValue)
                        .count();
        spark.setJobDescription(null);
        return unchanged == claims.size()
                ? UNCHANGED
                : "rows of %d of them changed in the source since"
                        .formatted(claims.size() - unchanged);
    }

    private static boolean sameInstant(ChunkReceipt receipt, Snapshot now) {
        return receipt.visible().equals(now.visible()) && receipt.server().equals(now.server());
    }

    private void note(TablePlan table, String text) {
        ledger.tables().noteResume(loadId, table.number(), text);
        progress.note(table.source() + " " + text);
    }

    private static String emptying(TablePlan table) {
        // An upsert applied twice is applied once.
        return table.mode() == LoadMode.UPSERT
                ? "SELECT 1"
                : "TRUNCATE " + PostgresNames.quote(table.staging());
    }

    static Map<Integer, TableProgress> byNumber(List<TableProgress> tables) {
        Map<Integer, TableProgress> map = new LinkedHashMap<>();
        tables.forEach(table -> map.put(table.number(), table));
        return map;
    }
}
