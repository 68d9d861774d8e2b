package io.drover.engine.delta;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Metadata;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Makes what is staged of a load one version of its table, once: the version notes the load under
 * an application's id of its own, and a second attempt finds it there.
 *
 * <p>Source: Delta protocol, "Transaction Identifiers".
 */
final class DeltaVersion {
    private final DeltaTables tables;
    private final DeltaDdl ddl;
    private final StoredTable table;
    private final StagedChunks staged;
    private final String name;

    DeltaVersion(DeltaTables tables, DeltaDdl ddl, StoredTable table, StagedChunks staged) {
        this.tables = tables;
        this.ddl = ddl;
        this.table = table;
        this.staged = staged;
        this.name = tables.sql(table.plan().target());
    }

    /**
     * Publishes, and forgets what was staged.
     *
     * @param before the newest version when the plan was made
     * @throws MigrationException CONSISTENCY when chunks are missing, or when somebody else wrote
     *     to a table that is to be replaced
     */
    void publish(long before) throws IOException {
        String application = application(before);
        OptimisticTransaction transaction = tables.begin(table.plan().target());
        if (!isPublished(transaction, application, before)) {
            List<StagedChunks.Batch> batches = staged.batches();
            refuseMissing(batches);
            try {
                commit(transaction, application, before, batches);
            } catch (DeltaConcurrentModificationException conflict) {
                throw new MigrationException(
                        ErrorKind.TRANSIENT,
                        "Cannot make a version of %s: somebody else wrote to it in the same moment. Give the same command again."
                                .formatted(name),
                        conflict);
            }
        }
        staged.forget();
    }

    /**
     * Nothing of the load can be in a version that stood before it: of those Delta is not asked.
     */
    private boolean isPublished(
            OptimisticTransaction transaction, String application, long before) {
        return transaction.readVersion() > before
                && transaction.txnVersion(application) >= table.generation();
    }

    /**
     * Those that a table to be replaced has. The log of one that was just made is a single text,
     * which is read at once; of others Spark brings the log's state together.
     */
    private static List<AddFile> files(OptimisticTransaction transaction) throws IOException {
        return transaction.readVersion() == 0 && isEmpty(transaction.deltaLog())
                ? List.of()
                : JavaConverters.seqAsJavaList(transaction.filterFiles());
    }

    /** Whether version 0 adds no file; what cannot be read is not said to be empty. */
    private static boolean isEmpty(DeltaLog log) throws IOException {
        Path first = new Path(log.logPath(), "%020d.json".formatted(0));
        FileSystem files = DeltaTables.files(first);
        if (!files.exists(first)) {
            return false;
        }
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(files.open(first), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Action.fromJson(line) instanceof FileAction) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The load's number alone would come again with a new ledger; no version comes twice. */
    private String application(long before) {
        return "drover:%s:%d:%d:%d"
                .formatted(table.migration(), table.loadId(), table.plan().number(), before);
    }

    private void refuseMissing(List<StagedChunks.Batch> batches) {
        int there = StagedChunks.chunks(batches).size();
        if (there != table.plan().loadChunks()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot make a version of %s: %d of its %d chunks are staged in %s. Give `migrate --restart`."
                            .formatted(name, there, table.plan().loadChunks(), staged.folder()));
        }
    }

    private void commit(
            OptimisticTransaction transaction,
            String application,
            long before,
            List<StagedChunks.Batch> batches)
            throws IOException {
        if (table.plan().mode() == LoadMode.REPLACE && transaction.readVersion() != before) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot replace %s: it is at version %d and was at %d when the plan was made, so somebody else wrote to it meanwhile. Look at its history; `migrate --restart` plans anew and replaces that too."
                            .formatted(name, transaction.readVersion(), before));
        }
        if (batches.stream().anyMatch(batch -> !batch.rows().isEmpty())) {
            merge(application, batches);
            return;
        }
        Metadata metadata = DeltaShape.of(ddl, table, transaction.metadata());
        refuseOtherShape(metadata, batches);
        List<Action> actions = new ArrayList<>();
        if (table.plan().mode() == LoadMode.REPLACE) {
            // Whatever is written meanwhile is then a conflict.
            for (AddFile old : files(transaction)) {
                actions.add(old.remove());
            }
            transaction.readWholeTable();
            if (!metadata.equals(transaction.metadata())) {
                transaction.updateMetadataForTableOverwrite(metadata);
            }
        }
        batches.forEach(batch -> batch.files().forEach(file -> actions.add(Action.fromJson(file))));
        actions.add(Action.fromJson(noted(application).toString()));
        transaction.commit(
                JavaConverters.asScalaBuffer(actions),
                new DeltaOperations.Write(
                        table.plan().mode() == LoadMode.REPLACE
                                ? SaveMode.Overwrite
                                : SaveMode.Append,
                        Option.empty(),
                        Option.empty(),
                        Option.apply(
                                "drover migration %s, load %d"
                                        .formatted(table.migration(), table.loadId()))));
    }

    private ObjectNode noted(String application) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("txn").put("appId", application).put("version", table.generation());
        return json;
    }

    private void refuseOtherShape(Metadata metadata, List<StagedChunks.Batch> batches) {
        for (StagedChunks.Batch batch : batches) {
            if (!batch.schema().equals(metadata.schemaString())
                    || !batch.partitionedBy().equals(metadata.getPartitionColumns())) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        "Cannot make a version of %s: its columns or folders were altered since its rows were written. Give `migrate --restart`, which plans anew."
                                .formatted(name));
            }
        }
    }

    /** By Delta's own writer, in a session of its own: the note of the load is a setting of it. */
    private void merge(String application, List<StagedChunks.Batch> batches) {
        SparkSession session = DeltaTables.session().newSession();
        session.conf().set("spark.databricks.delta.write.txnAppId", application);
        session.conf().set("spark.databricks.delta.write.txnVersion", table.generation());
        session.conf().set("spark.sql.session.timeZone", "UTC");
        DeltaWriter.keepOldDays(session);
        Dataset<Row> rows =
                session.read()
                        .schema(DeltaDdl.schema(table))
                        .parquet(
                                batches.stream()
                                        .map(StagedChunks.Batch::rows)
                                        .toArray(String[]::new));
        String path = tables.path(table.plan().target()).toString();
        switch (table.plan().mode()) {
            case REPLACE ->
                    rows.write()
                            .format("delta")
                            .mode(SaveMode.Overwrite)
                            .option("overwriteSchema", "true")
                            .save(path);
            case APPEND -> rows.write().format("delta").mode(SaveMode.Append).save(path);
            case UPSERT -> upsert(session, path, rows);
        }
    }

    private void upsert(SparkSession session, String path, Dataset<Row> rows) {
        String key =
                table.plan().key().stream()
                        .map(column -> DeltaDdl.quoted(List.of(column)))
                        .map(column -> "there." + column + " <=> here." + column)
                        .collect(Collectors.joining(" AND "));
        DeltaMergeBuilder merge =
                DeltaTable.forPath(session, path)
                        .as("there")
                        .merge(rows.as("here"), key)
                        .whenMatched()
                        .updateAll()
                        .whenNotMatched()
                        .insertAll();
        if (tables.settings().deleteMissing()) {
            merge = merge.whenNotMatchedBySource().delete();
        }
        merge.execute();
    }
}
