package io.drover.engine.delta;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.DeltaSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * One version of each table, pinned when it was opened. Versions do not change, so nothing is held:
 * two moments that name the same versions show the same rows for as long as nobody vacuums them.
 */
final class DeltaMoment implements Moment {
    /** A byte of a Parquet file is about so many of rows: chunks are meant to have equal work. */
    private static final int UNPACKED = 4;

    private final DeltaTables tables;
    private final ErrorKind kind;
    private final Map<TableName, Long> versions = new TreeMap<>();

    DeltaMoment(DeltaTables tables, ErrorKind kind) {
        this.tables = tables;
        this.kind = kind;
        for (TableName name : tables.names()) {
            versions.put(name, version(name));
        }
    }

    private long version(TableName name) {
        DeltaSpec settings = tables.settings();
        long newest = tables.newest(name).version();
        if (settings.version() != null) {
            if (settings.version() > newest) {
                throw new MigrationException(
                        kind,
                        "Cannot read %s at version %d: its newest is %d. Name a version that it has, or none."
                                .formatted(tables.sql(name), settings.version(), newest));
            }
            return settings.version();
        }
        if (settings.timestamp() == null) {
            return newest;
        }
        Row last =
                io.delta.tables.DeltaTable.forPath(
                                DeltaTables.session(), tables.path(name).toString())
                        .history()
                        .where(
                                functions
                                        .col("timestamp")
                                        .leq(functions.lit(settings.timestamp()).cast("timestamp")))
                        .agg(functions.max("version"))
                        .first();
        if (last.isNullAt(0)) {
            throw new MigrationException(
                    kind,
                    "Cannot read %s as of %s: its history begins later. Name a later timestamp."
                            .formatted(tables.sql(name), settings.timestamp()));
        }
        return last.getLong(0);
    }

    /** {@code visible}: {@code <table>@<version>}, sorted, a comma between. */
    @Override
    public Snapshot snapshot() {
        String visible =
                versions.entrySet().stream()
                        .map(each -> each.getKey().name() + "@" + each.getValue())
                        .collect(Collectors.joining(","));
        return new Snapshot(visible, visible, tables.root().toString(), "");
    }

    /** The version of a table that a snapshot names. */
    static long version(Snapshot snapshot, TableName table) {
        for (String each : snapshot.visible().split(",", -1)) {
            int at = each.lastIndexOf('@');
            if (at > 0 && each.substring(0, at).equals(table.name())) {
                return Long.parseLong(each.substring(at + 1));
            }
        }
        throw new IllegalStateException(table + " is not in " + snapshot.visible());
    }

    @Override
    public String consistency() {
        return "snapshot";
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        return new DeltaCatalog(tables)
                .read(selection, name -> tables.at(name, versions.get(name)));
    }

    /** Buckets of the rows' own hash. */
    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        long bytes = table.estimatedBytes() * UNPACKED;
        return ChunkPlan.buckets(table.estimatedRows(), bytes, chunking.aimed(bytes));
    }

    /** By name; for tests and messages. */
    Map<TableName, Long> versions() {
        return new LinkedHashMap<>(versions);
    }

    @Override
    public void close() {}
}
