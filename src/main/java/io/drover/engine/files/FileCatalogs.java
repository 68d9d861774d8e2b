package io.drover.engine.files;

import io.drover.model.PlanWarning;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.model.catalog.TypeOrigin;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a catalog says of files: tables of the schema {@code files}, without keys. */
final class FileCatalogs {
    private static final long BLOCK = 8192;

    private FileCatalogs() {}

    static Snapshot snapshot(Listing listing) {
        return new Snapshot(listing.digest(), listing.digest(), listing.root(), "");
    }

    static TableInfo table(TableName name, List<ColumnInfo> columns, long bytes, long rows) {
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
                null,
                new TableStatistics((bytes + BLOCK - 1) / BLOCK, 0, rows),
                new TableAccess("", true, true, true, true, true, false));
    }

    /** A table that Drover wrote, as its manifest has it. */
    static TableInfo table(TableName name, Manifest manifest) {
        List<ColumnInfo> columns = new ArrayList<>();
        for (Manifest.Column column : manifest.columns()) {
            ColumnInfo info =
                    FileTypes.column(
                            name,
                            column.name(),
                            column.type(),
                            new TypeOrigin(column.type(), TypeVerdict.LOSSLESS, ""));
            columns.add(column.notNull() ? info.neverNull() : info);
        }
        long bytes = manifest.files().stream().mapToLong(Manifest.Part::bytes).sum();
        return table(name, columns, bytes, manifest.rows());
    }

    static Catalog catalog(
            Listing listing, FilesSpec spec, List<TableInfo> tables, List<PlanWarning> warnings) {
        String format = spec.format().name().toLowerCase(Locale.ROOT);
        return new Catalog(
                new ServerInfo(0, "files of format " + format, listing.root(), "UTF8", "C", false),
                List.of(new SchemaInfo(FileTable.SCHEMA, null)),
                List.of(),
                List.of(),
                tables,
                warnings);
    }
}
