package io.drover.engine.delta;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Metadata;
import scala.collection.JavaConverters;

/**
 * Writes the rows of a batch of chunks as files that no version of the table names, and notes them.
 * A task that runs twice leaves a file that nothing names.
 */
final class DeltaWriter {
    /** What Parquet makes of a byte of PostgreSQL's heap, about: for the size of files only. */
    private static final double PARQUET_SHARE = 0.4;

    private final DeltaTables tables;
    private final DeltaDdl ddl;
    private final StoredTable table;
    private final StagedChunks staged;

    DeltaWriter(DeltaTables tables, DeltaDdl ddl, StoredTable table, StagedChunks staged) {
        this.tables = tables;
        this.ddl = ddl;
        this.table = table;
        this.staged = staged;
    }

    Map<Integer, StoredChunk> write(Dataset<Row> rows, List<Integer> chunks, StoredRows watcher)
            throws IOException {
        Map<Integer, StoredChunk> before = StagedChunks.chunks(staged.batches());
        if (chunks.stream().anyMatch(before::containsKey)) {
            throw new IllegalStateException("Chunks of " + chunks + " are loaded already");
        }
        keepOldDays(rows.sparkSession());
        OptimisticTransaction transaction = tables.begin(table.plan().target());
        Metadata metadata = DeltaShape.of(ddl, table, transaction.metadata());
        if (table.plan().mode() != LoadMode.REPLACE) {
            DeltaShape.refuseMisfit(tables, table, metadata);
        } else if (!metadata.equals(transaction.metadata())) {
            transaction.updateMetadataForTableOverwrite(metadata);
        }
        Dataset<Row> fewer = rows.coalesce(files(chunks));
        boolean merged = mergesRows(table, transaction.metadata());
        List<String> files = new ArrayList<>();
        long written;
        Path folder = staged.rows(chunks);
        if (merged) {
            fewer.write().mode(SaveMode.Overwrite).parquet(folder.toString());
            written = DeltaTables.session().read().parquet(folder.toString()).count();
        } else {
            written = 0;
            for (FileAction file : JavaConverters.seqAsJavaList(transaction.writeFiles(fewer))) {
                files.add(file.json());
                written += rows(file);
            }
        }
        Map<Integer, StoredChunk> now = counted(chunks, watcher, written);
        staged.add(
                new StagedChunks.Batch(
                        List.copyOf(now.values()),
                        files,
                        merged ? folder.toString() : "",
                        metadata.schemaString(),
                        metadata.getPartitionColumns()));
        return now;
    }

    /**
     * Days before the calendar's reform are written as they are: the files are read by whoever
     * knows Delta, and nobody of them is as old as Spark 2. Timestamps are counts of microseconds,
     * which have statistics; Spark's default of 96 bits has none.
     */
    static void keepOldDays(SparkSession session) {
        session.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
        session.conf().set("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED");
        session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    }

    /**
     * Whether Delta's own writer must take the rows in at the end: by key, or where the names in
     * the files are Delta's to give.
     */
    static boolean mergesRows(StoredTable table, Metadata metadata) {
        return table.plan().mode() == LoadMode.UPSERT
                || !metadata.columnMappingMode().name().equals("none");
    }

    private Map<Integer, StoredChunk> counted(
            List<Integer> chunks, StoredRows watcher, long written) {
        Map<Integer, StoredChunk> now = new TreeMap<>();
        long handed = 0;
        for (int chunk : chunks) {
            long loaded = watcher.handed(chunk);
            long aside = watcher.aside(chunk);
            handed += loaded;
            now.put(chunk, new StoredChunk(chunk, loaded + aside, loaded, aside));
        }
        if (handed != written) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for %s: %d rows were handed to it and its files have %d. Nothing of them is in a version of the table; give the same command again, and report it if it stays so."
                            .formatted(tables.sql(table.plan().target()), handed, written));
        }
        return now;
    }

    private static long rows(FileAction file) {
        if (file.numLogicalRecords().isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot count what was written to %s: Delta collected no statistics. Leave spark.databricks.delta.stats.collect on."
                            .formatted(file.path()));
        }
        return ((Number) file.numLogicalRecords().get()).longValue();
    }

    /** So many tasks that files are large, and no core is idle that could have one. */
    private int files(List<Integer> chunks) {
        double bytes =
                PARQUET_SHARE
                        * table.plan().estimatedBytes()
                        * chunks.size()
                        / table.plan().chunks().size();
        long wanted = (long) Math.ceil(bytes / tables.settings().fileBytes());
        int cores = DeltaTables.session().sparkContext().defaultParallelism();
        return (int) Math.max(1, Math.min(chunks.size(), Math.max(wanted, cores)));
    }
}
