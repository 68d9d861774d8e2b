package io.drover.engine.files;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.PlanWarning;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.List;

/** Text files as they were when this was opened; a file that changes later is refused. */
final class TextMoment implements Moment {
    private final ErrorKind side;
    private final EndpointSpec endpoint;
    private final Listing listing;
    private final ScanTasks tasks;

    TextMoment(ErrorKind side, EndpointSpec endpoint, int readers) {
        this.side = side;
        this.endpoint = endpoint;
        this.listing = Listing.of(side, endpoint);
        this.tasks = new ScanTasks(Math.max(1, readers));
    }

    @Override
    public Snapshot snapshot() {
        return FileCatalogs.snapshot(listing);
    }

    @Override
    public String consistency() {
        return "snapshot";
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        FileTypes types = new FileTypes((FilesSpec) endpoint.engine());
        List<TableInfo> tables = new ArrayList<>();
        List<PlanWarning> warnings = new ArrayList<>(listing.ignored());
        List<TableName> all = listing.tables().stream().map(FileTable::name).toList();
        for (TableName name : selection.names(all)) {
            Manifest manifest = listing.table(name).manifest();
            if (manifest != null) {
                tables.add(FileCatalogs.table(name, manifest));
                continue;
            }
            ScannedTable scanned = scanned(name);
            tables.add(
                    FileCatalogs.table(
                            name, types.columns(scanned), scanned.bytes(), scanned.rows()));
            scanned.renamed().forEach(column -> warnings.add(renamed(name, column)));
        }
        types.refuseUnmet();
        return FileCatalogs.catalog(listing, (FilesSpec) endpoint.engine(), tables, warnings);
    }

    private static PlanWarning renamed(TableName table, String column) {
        return new PlanWarning(
                PlanWarning.Kind.ATTENTION,
                "column %s of %s".formatted(column, table),
                "has its name from Drover: the header is empty there or says another column's name again",
                "mend the header, or rename the column in the table's rules");
    }

    private ScannedTable scanned(TableName name) {
        return Scans.of(endpoint, listing.table(name), tasks);
    }

    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        if (table.where() != null) {
            throw new MigrationException(
                    side,
                    "Cannot filter table %s by where: files have no language for it. Write it as a filter, in Spark SQL."
                            .formatted(table.source()));
        }
        FileTable files = listing.table(table.source());
        if (files.files().isEmpty()) {
            return List.of(chunk(0, List.of(), 0, 0));
        }
        ScannedTable scanned = scanned(table.source());
        long aimed = chunking.aimed(scanned.bytes());
        List<ChunkPlan> chunks = new ArrayList<>();
        List<FilePiece> pieces = new ArrayList<>();
        long rows = 0;
        long bytes = 0;
        for (ScannedTable.Part part : scanned.parts()) {
            if (bytes > 0 && bytes + part.bytes() > aimed) {
                chunks.add(chunk(chunks.size(), pieces, rows, bytes));
                pieces.clear();
                rows = 0;
                bytes = 0;
            }
            FilePiece.append(pieces, part.piece());
            rows += part.rows();
            bytes += part.bytes();
        }
        if (!pieces.isEmpty() || chunks.isEmpty()) {
            chunks.add(chunk(chunks.size(), pieces, rows, bytes));
        }
        return chunks;
    }

    private static ChunkPlan chunk(int number, List<FilePiece> pieces, long rows, long bytes) {
        return new ChunkPlan(number, FilePiece.predicate(pieces), rows, bytes);
    }

    @Override
    public void close() {
        // Nothing is held open: each file is looked at again when it is read.
    }
}
