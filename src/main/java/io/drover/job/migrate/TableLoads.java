package io.drover.job.migrate;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.run.Concurrently;
import io.drover.job.run.Progress;
import io.drover.ledger.Ledger;
import io.drover.ledger.TableProgress;
import io.drover.load.QuarantineShare;
import io.drover.model.ReadPath;
import io.drover.model.TablePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Loads tables side by side: a Spark job for each large table, one for each batch of small ones,
 * under the FAIR scheduler. What one JVM may hold open of connections is kept by its pools, so more
 * tasks than connections wait rather than fail.
 *
 * <p>Runs on: driver.
 */
final class TableLoads {
    /** So many small tables share a Spark job; their tasks are still one each. */
    private static final int BATCH_TABLES = 50;

    private final JavaSparkContext spark;
    private final Ledger ledger;
    private final LoadContext context;
    private final RowPath rowPath;
    private final LoadPart part;
    private final Progress progress;

    TableLoads(
            JavaSparkContext spark,
            Ledger ledger,
            LoadContext context,
            RowPath rowPath,
            LoadPart part,
            Progress progress) {
        this.spark = spark;
        this.ledger = ledger;
        this.context = context;
        this.rowPath = rowPath;
        this.part = part;
        this.progress = progress;
    }

    /** Loads a table as Spark rows; the way of every read path but the pipe. */
    interface RowPath {
        void load(TablePlan table, List<ChunkTask> missing);
    }

    /**
     * Loads what is missing of the tables, as far as it is part of this run; each is handed on,
     * once, when all its chunks have their receipts.
     */
    void run(
            List<TablePlan> tables,
            Map<Integer, TableProgress> before,
            Consumer<TablePlan> loaded) {
        List<Callable<Void>> jobs = new ArrayList<>();
        for (List<TablePlan> group : groups(tables)) {
            jobs.add(
                    () -> {
                        load(group, before);
                        settle(group, loaded);
                        return null;
                    });
        }
        int threads = Math.max(2, Math.min(8, spark.defaultParallelism()));
        Concurrently.run("drover-load", threads, jobs, () -> spark.cancelJobGroup(groupId()));
    }

    private void load(List<TablePlan> group, Map<Integer, TableProgress> before) {
        List<ChunkTask> missing = new ArrayList<>();
        for (TablePlan table : group) {
            TableProgress known = before.get(table.number());
            missing.addAll(part.of(ChunkTask.missing(table, known.generation(), known.receipts())));
        }
        if (missing.isEmpty()) {
            return;
        }
        TablePlan first = group.get(0);
        String what =
                group.size() == 1 ? first.source().toString() : group.size() + " small tables";
        spark.setJobGroup(groupId(), "load " + what + ", " + missing.size() + " chunks", true);
        spark.setLocalProperty("spark.scheduler.pool", "drover");
        if (first.readPath() == ReadPath.PIPE) {
            spark.parallelize(missing, missing.size()).foreach(new PipeChunk(context));
        } else {
            rowPath.load(first, missing);
        }
    }

    private void settle(List<TablePlan> group, Consumer<TablePlan> loaded) {
        Map<Integer, TablePlan> byNumber = new LinkedHashMap<>();
        group.forEach(table -> byNumber.put(table.number(), table));
        List<Integer> justLoaded = new ArrayList<>();
        for (TableProgress now :
                ledger.tables().progress(context.loadId(), List.copyOf(byNumber.keySet()))) {
            if (part.chunk() != null && !now.allChunksLoaded() && now.balances()) {
                // The others are another run's; the table is not handed on before that.
                return;
            }
            if (!now.allChunksLoaded() || !now.balances()) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        ("Cannot vouch for %s: after its load the ledger has receipts for %d of %d chunks, %d"
                                        + " rows read, %d loaded, %d filtered, %d deduplicated and %d set aside."
                                        + " Nothing is swapped; give the same"
                                        + " command again, and report it if it stays so.")
                                .formatted(
                                        byNumber.get(now.number()).target(),
                                        now.receipts().cardinality(),
                                        now.chunks(),
                                        now.read(),
                                        now.loaded(),
                                        now.filtered(),
                                        now.deduplicated(),
                                        now.quarantined()));
            }
            TablePlan table = byNumber.get(now.number());
            QuarantineShare.check(table.target(), now, context.quarantine().shareOf(table));
            if (now.state() == TableProgress.State.LOADING) {
                justLoaded.add(now.number());
            }
            progress.passed(byNumber.get(now.number()).source(), now.loaded());
        }
        ledger.tables().markLoaded(context.loadId(), justLoaded);
        group.forEach(loaded);
    }

    private String groupId() {
        return "drover-load-" + context.loadId() + "-run-" + context.runId();
    }

    private static List<List<TablePlan>> groups(List<TablePlan> tables) {
        List<List<TablePlan>> groups = new ArrayList<>();
        List<TablePlan> small = new ArrayList<>();
        for (TablePlan table : tables) {
            if (table.chunks().size() > 1 || table.readPath() != ReadPath.PIPE) {
                groups.add(List.of(table));
            } else {
                small.add(table);
                if (small.size() == BATCH_TABLES) {
                    groups.add(List.copyOf(small));
                    small.clear();
                }
            }
        }
        if (!small.isEmpty()) {
            groups.add(List.copyOf(small));
        }
        return groups;
    }
}
