package io.drover.engine.files;

import io.drover.engine.DefinedColumn;
import io.drover.engine.Engine;
import io.drover.engine.SparkTablesContract;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** The contract of files that Spark reads. */
abstract class SparkFilesContract extends SparkTablesContract {
    protected abstract String format();

    @Override
    protected Engine engine() {
        return new FilesEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return FilesTrial.endpoint(folder, "format = " + format());
    }

    @Override
    protected TableName table(String name) {
        return new TableName("files", name);
    }

    @Override
    protected void make(String table, List<DefinedColumn> defined, Dataset<Row> empty) {
        add(table, empty);
    }

    @Override
    protected void add(String table, Dataset<Row> rows) {
        rows.write().format(format()).mode(SaveMode.Append).save(place(table));
    }

    @Override
    protected boolean tellsNotNull() {
        return false;
    }

    @Override
    protected boolean filters() {
        return false;
    }
}
