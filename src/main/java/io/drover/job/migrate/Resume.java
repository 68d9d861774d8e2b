package io.drover.job.migrate;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.job.run.Progress;
import io.drover.ledger.ChunkReceipt;
import io.drover.ledger.Ledger;
import io.drover.ledger.SharedStaging;
import io.drover.ledger.TableLedger.Restart;
import io.drover.ledger.TableProgress;
import io.drover.model.LoadMode;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.util.ArrayList;
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
    private Emptied emptied = Emptied.IN_POSTGRES;

    /** How a table is emptied that is read again from its start. */
    interface Emptied {
        /** Whether its rows can be told from those that stood there before. */
        boolean canBe(TablePlan table);

        /** Empties it, or leaves that to the statement it answers. */
        String by(TablePlan table, SharedStaging shared);

        Emptied IN_POSTGRES =
                new Emptied() {
                    @Override
                    public boolean canBe(TablePlan table) {
                        return table.mode() == LoadMode.REPLACE;
                    }

                    @Override
                    public String by(TablePlan table, SharedStaging shared) {
                        return shared.emptying(table.staging());
                    }
                };
    }

    /** In a target that is no PostgreSQL. */
    Resume emptying(Emptied otherwise) {
        this.emptied = otherwise;
        return this;
    }

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
                tables.stream()
                        .anyMatch(
                                table ->
                                        !known.get(table.number()).allChunksLoaded()
                                                || isUnvouched(table, known.get(table.number())));
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
        // Tables that meet in one of the target's are emptied, and so read again, together.
        if (restarts.isEmpty()) {
            return known;
        }
        SharedStaging shared = ledger.tables().sharedStaging(tables);
        Map<String, String> groups = new LinkedHashMap<>();
        restarts.forEach((staging, doubt) -> groups.putIfAbsent(shared.group(staging), doubt));
        Map<String, List<Restart>> together = new LinkedHashMap<>();
        for (TablePlan table : tables) {
            String group = shared.group(table.staging());
            if (groups.containsKey(group) && emptied.canBe(table)) {
                String note = note(known.get(table.number()), groups.get(group));
                together.computeIfAbsent(group, name -> new ArrayList<>())
                        .add(
                                new Restart(
                                        table.number(),
                                        filesNow.get(table.number()),
                                        emptied.by(table, shared),
                                        note));
                progress.note(table.source() + " " + note);
            }
        }
        together.values().forEach(restart -> ledger.tables().restart(loadId, restart));
        return byNumber(ledger.tables().progress(loadId));
    }

    /** Empty when the table goes on; else why it must be read again. */
    private String settle(TablePlan table, TableProgress known) {
        List<ChunkReceipt> receipts = ledger.tables().receipts(loadId, table.number());
        String doubt = isUnvouched(table, known) ? UNVOUCHED : doubt(table, receipts);
        if (doubt.equals(UNCHANGED)) {
            note(table, "went on behind %s: %s".formatted(loaded(known), doubt));
            return "";
        }
        if (!doubt.isEmpty() && !emptied.canBe(table)) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot go on with %s: %s are in %s already, and %s. What was loaded into a standing table"
                                    + " cannot be told from its older rows: mend it by hand and give `migrate"
                                    + " --restart`, or hold a snapshot with `drover snapshot hold` next time.")
                            .formatted(table.source(), loaded(known), table.target(), doubt));
        }
        return doubt;
    }

    private static String note(TableProgress known, String doubt) {
        return "began again, after %s were loaded: %s".formatted(loaded(known), doubt);
    }

    private static String loaded(TableProgress known) {
        return known.receipts().cardinality() + " of " + known.chunks() + " chunks";
    }

    private static final String UNVOUCHED =
            "no run has vouched that what went into its shuffle came out of it";

    /**
     * Whether all buckets are there, and the run that loaded the last of them did not live, or
     * agree, to count them against the source: then nobody knows what the source had sent.
     */
    private static boolean isUnvouched(TablePlan table, TableProgress known) {
        return table.shuffles()
                && known.allChunksLoaded()
                && known.state() == TableProgress.State.LOADING;
    }

    private static final String UNCHANGED =
            "a new snapshot, and every loaded chunk is proved unchanged under it";

    /** Empty: all was read under this very instant; {@link #UNCHANGED}; else why not to go on. */
    private String doubt(TablePlan table, List<ChunkReceipt> receipts) {
        Snapshot now = access.snapshot();
        if (receipts.stream().anyMatch(receipt -> !receipt.server().equals(now.server()))) {
            return "they were read from another server, database or timeline";
        }
        if (!filesNow.get(table.number()).equals(filesThen.get(table.number()))) {
            return "the source's table was rewritten or truncated since";
        }
        List<ChunkReceipt> older =
                receipts.stream().filter(receipt -> !sameInstant(receipt, now)).toList();
        if (older.isEmpty()) {
            return "";
        }
        if (Engines.covers(access.endpoint())) {
            return "the source is at another moment, and nothing proves that of a "
                    + access.endpoint().type();
        }
        if (table.shuffles()) {
            return "its rules deal the rows anew, and no proof covers that";
        }
        if (table.rules() != null && !table.rules().lookups().isEmpty()) {
            return "its lookups may have other rows now, and no proof covers that";
        }
        if (table.where() != null) {
            return "its filter may select other rows now, and no proof covers that";
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

    static Map<Integer, TableProgress> byNumber(List<TableProgress> tables) {
        Map<Integer, TableProgress> map = new LinkedHashMap<>();
        tables.forEach(table -> map.put(table.number(), table));
        return map;
    }
}
