package io.drover.engine.delta;

import io.drover.catalog.TableSelection;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructField;

/** What Delta's log says of tables, in logical types. */
final class DeltaCatalog {
    private static final long BLOCK_BYTES = 8192;
    private static final TableAccess OPEN =
            new TableAccess("", true, true, true, true, true, false);

    private final DeltaTables tables;

    DeltaCatalog(DeltaTables tables) {
        this.tables = tables;
    }

    /**
     * The selected tables.
     *
     * @param versions the version of each that is asked about; null: leave it out
     */
    Catalog read(TableSelection selection, Function<TableName, @Nullable Snapshot> versions) {
        List<TableInfo> found = new ArrayList<>();
        for (TableName name : selection.names(tables.names())) {
            Snapshot version = versions.apply(name);
            if (version != null) {
                found.add(table(name, version));
            }
        }
        return new Catalog(
                new ServerInfo(
                        0,
                        "Delta Lake " + io.delta.package$.MODULE$.VERSION(),
                        "",
                        "UTF8",
                        "C",
                        false),
                List.of(new SchemaInfo(DeltaTables.SCHEMA, null)),
                List.of(),
                List.of(),
                found,
                List.of());
    }

    private static TableInfo table(TableName name, Snapshot version) {
        List<ColumnInfo> columns = new ArrayList<>();
        for (StructField field : version.schema().fields()) {
            columns.add(
                    new ColumnInfo(
                            field.name(),
                            DeltaTypes.logical(field.dataType()),
                            DeltaTypes.shape(field.dataType()),
                            !field.nullable(),
                            null,
                            null,
                            null,
                            null,
                            false,
                            null,
                            field.getComment().isEmpty() ? null : field.getComment().get(),
                            DeltaTypes.origin(field.dataType())));
        }
        long rows = DeltaRows.count(version);
        return new TableInfo(
                name,
                false,
                columns,
                List.of(),
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                version.metadata().description(),
                new TableStatistics(
                        (version.sizeInBytes() + BLOCK_BYTES - 1) / BLOCK_BYTES, 0, rows),
                OPEN);
    }
}
