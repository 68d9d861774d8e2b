package io.drover.engine.files;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.engine.AuditRequest;
import io.drover.engine.ChunkedEngine;
import io.drover.engine.DatasetEngine;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Files in a folder of any file system that Hadoop knows. */
public final class FilesEngine implements ChunkedEngine, DatasetEngine, StoringEngine {
    @Override
    public String type() {
        return "files";
    }

    @Override
    public boolean hasKeys() {
        return false;
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        return readsAsDataset(endpoint)
                ? new SparkMoment(kind(side), endpoint, readers)
                : new TextMoment(kind(side), endpoint, readers);
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        return new FilesStore(endpoint);
    }

    static ErrorKind kind(Side side) {
        return side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET;
    }

    @Override
    public boolean readsAsDataset(EndpointSpec endpoint) {
        return SparkFileTypes.covers(((FilesSpec) endpoint.engine()).format());
    }

    @Override
    public Dataset<Row> rows(SparkSession session, ReadRequest request) {
        EndpointSpec endpoint = request.endpoint();
        FileTable table = table(endpoint, request.snapshot(), request.table().source());
        if (table.files().isEmpty()) {
            return none(session, request.table());
        }
        SparkFiles files = SparkFiles.of(endpoint, session, table, new ScanTasks(2));
        Dataset<Row> rows = files.rows(endpoint, session);
        return rows.select(
                request.table().columns().stream()
                        .map(
                                column -> {
                                    String name = "`" + column.source().replace("`", "``") + "`";
                                    return SparkFileTypes.travelling(
                                                    rows.col(name),
                                                    files.schema()
                                                            .apply(column.source())
                                                            .dataType())
                                            .as(column.source());
                                })
                        .toArray(Column[]::new));
    }

    /** A table that Drover wrote without a row has no file. */
    private static Dataset<Row> none(SparkSession session, TablePlan table) {
        StructType schema = new StructType();
        for (ColumnPlan column : table.columns()) {
            String type = SparkTypes.loaded(column.sourceType()).sparkType();
            schema = schema.add(column.source(), DataType.fromDDL(type), true);
        }
        return session.createDataFrame(List.of(), schema);
    }

    /** The files as the snapshot has them. */
    private static FileTable table(EndpointSpec endpoint, Snapshot snapshot, TableName table) {
        Listing now = Listing.of(ErrorKind.SOURCE, endpoint);
        if (!now.digest().equals(snapshot.visible())) {
            throw new SnapshotLostException(
                    "Cannot read %s: the files below %s changed while the run went on. Give the same command again when nobody writes to them."
                            .formatted(table, endpoint.url()),
                    null);
        }
        return now.table(table);
    }

    @Override
    public WireRows read(ReadRequest request) {
        return new TextRows(request);
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        EndpointSpec endpoint = request.endpoint();
        if (readsAsDataset(endpoint)) {
            FileTable table = table(endpoint, request.snapshot(), request.table());
            return table.files().isEmpty()
                    ? JavaSparkContext.fromSparkContext(session.sparkContext())
                            .parallelize(List.<byte[]>of(), 1)
                    : SparkForms.of(
                            SparkFiles.of(endpoint, session, table, new ScanTasks(2))
                                    .rows(endpoint, session),
                            request);
        }
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(request.chunks(), Math.max(1, request.chunks().size()))
                .flatMap(chunk -> new TextForms(request, FilePiece.of(chunk)));
    }
}
