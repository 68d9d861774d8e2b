package io.drover.engine.delta;

import io.drover.engine.DefinedColumn;
import io.drover.engine.Engine;
import io.drover.engine.SparkTablesContract;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Delta tables that Delta itself wrote, as a source. */
class DeltaEngineSparkTest extends SparkTablesContract {
    @Override
    protected Engine engine() {
        return new DeltaEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return TestSpec.target("{ type = delta, url = \"%s\" }".formatted(folder.toUri()));
    }

    @Override
    protected TableName table(String name) {
        return new TableName("delta", name);
    }

    @Override
    protected void make(String table, List<DefinedColumn> defined, Dataset<Row> empty) {
        TestSpark.session()
                .sql(
                        "CREATE TABLE delta.`%s` (%s) USING delta"
                                .formatted(
                                        place(table),
                                        defined.stream()
                                                .map(
                                                        column ->
                                                                column.name()
                                                                        + " "
                                                                        + column.type()
                                                                        + (column.notNull()
                                                                                ? " NOT NULL"
                                                                                : ""))
                                                .collect(Collectors.joining(", "))));
    }

    @Override
    protected void add(String table, Dataset<Row> rows) {
        rows.write().format("delta").mode(SaveMode.Append).save(place(table));
    }
}
