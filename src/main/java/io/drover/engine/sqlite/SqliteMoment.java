package io.drover.engine.sqlite;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.KeyCuts;
import io.drover.engine.jdbc.KeyCuts.KeyColumn;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.ChunkingSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A read transaction on the file: nobody can change it but in WAL mode, which readers notice. */
final class SqliteMoment implements Moment {
    private final Side side;
    private final HeldConnection held;
    private final Snapshot snapshot;

    SqliteMoment(Side side, HeldConnection held, Snapshot snapshot) {
        this.side = side;
        this.held = held;
        this.snapshot = snapshot;
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public String consistency() {
        return "snapshot";
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        try {
            return new SqliteCatalog(held.connection()).read(selection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "read the catalog", failure);
        }
    }

    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        long rowsEach = KeyCuts.rowsEach(table, chunking);
        try {
            List<KeyColumn> key = rowsEach == 0 ? List.of() : key(table);
            if (key.isEmpty()) {
                return List.of(
                        new ChunkPlan(
                                0,
                                ChunkPlan.EVERYTHING,
                                table.estimatedRows(),
                                table.estimatedBytes()));
            }
            return new KeyCuts(SqliteDialect.PLAIN, table.source(), table.where(), key)
                    .cut(held.connection(), rowsEach, chunking.targetBytes());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "cut " + table.source(), failure);
        }
    }

    /** The rowid, whatever the key is; a table without one has a key that is never NULL. */
    private List<KeyColumn> key(TablePlan table) throws SQLException {
        Set<String> names = new HashSet<>();
        boolean withoutRowid = false;
        try (Statement statement = held.connection().createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT lower(x.name), l.wr FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x"
                                        + " WHERE l.schema = 'main' AND l.name = "
                                        + SqliteDialect.PLAIN.literal(table.source().name()))) {
            while (rows.next()) {
                names.add(rows.getString(1));
                withoutRowid = rows.getInt(2) != 0;
            }
        }
        if (!withoutRowid) {
            for (String rowid : List.of("rowid", "_rowid_", "oid")) {
                if (!names.contains(rowid)) {
                    return List.of(new KeyColumn(rowid, "bigint", false));
                }
            }
        }
        List<KeyColumn> key = new ArrayList<>();
        for (String name : table.key()) {
            boolean nullable =
                    table.columns().stream()
                            .filter(column -> column.source().equals(name))
                            .noneMatch(ColumnPlan::notNull);
            key.add(new KeyColumn(name, "text", nullable));
        }
        return key;
    }

    @Override
    public void close() {
        held.close();
    }
}
