package io.drover.engine.delta;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.engine.AuditRequest;
import io.drover.engine.DatasetEngine;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.rules.DecodedColumn;
import io.drover.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/** Delta Lake: Spark reads and writes it. */
public final class DeltaEngine implements DatasetEngine, StoringEngine {
    @Override
    public String type() {
        return "delta";
    }

    @Override
    public boolean hasKeys() {
        return false;
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        return new DeltaMoment(
                new DeltaTables(endpoint),
                side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET);
    }

    @Override
    public Dataset<Row> rows(SparkSession session, ReadRequest request) {
        DeltaTables tables = new DeltaTables(request.endpoint());
        Dataset<Row> all =
                session.read()
                        .format("delta")
                        .option(
                                "versionAsOf",
                                DeltaMoment.version(request.snapshot(), request.table().source()))
                        .load(tables.path(request.table().source()).toString());
        if (request.table().where() != null) {
            all = all.where(request.table().where());
        }
        List<Column> columns = new ArrayList<>();
        for (ColumnPlan column : request.table().columns()) {
            columns.add(column(all, column.source(), column.sourceType()));
        }
        if (request.table().rules() != null) {
            for (DecodedColumn column : request.table().rules().decoded()) {
                columns.add(column(all, column.name(), column.sourceType()));
            }
        }
        return all.select(columns.toArray(Column[]::new));
    }

    /** In the Spark type of its logical type; what has none is its JSON. */
    private static Column column(Dataset<Row> all, String name, String logicalType) {
        Column value = all.col(DeltaDdl.quoted(List.of(name)));
        DataType type = all.schema().apply(name).dataType();
        Column read = DeltaTypes.isNested(type) ? functions.to_json(value) : value;
        return read.cast(SparkTypes.loaded(logicalType).sparkType()).as(name);
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        return new DeltaForms(new DeltaTables(request.endpoint()), request).read(session);
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        return new DeltaStore(endpoint);
    }
}
