package io.drover.engine.generic;

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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A transaction that is held; whether readers share it says its consistency. */
final class GenericMoment implements Moment {
    private final Side side;
    private final OneTransaction transaction;
    private final GenericDialect dialect;
    private final Snapshot snapshot;
    private final String consistency;

    GenericMoment(
            Side side,
            OneTransaction transaction,
            GenericDialect dialect,
            Snapshot snapshot,
            String consistency) {
        this.side = side;
        this.transaction = transaction;
        this.dialect = dialect;
        this.snapshot = snapshot;
        this.consistency = consistency;
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public String consistency() {
        return consistency;
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        try (HeldConnection held = transaction.borrow()) {
            return dialect.catalog(held.connection()).read(selection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "read the catalog", failure);
        }
    }

    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        long rowsEach = KeyCuts.rowsEach(table, chunking);
        List<KeyColumn> key = rowsEach == 0 ? List.of() : key(table);
        if (key.isEmpty()) {
            return List.of(
                    new ChunkPlan(
                            0,
                            ChunkPlan.EVERYTHING,
                            table.estimatedRows(),
                            table.estimatedBytes()));
        }
        try (HeldConnection held = transaction.borrow()) {
            return new KeyCuts(dialect, table.source(), table.where(), key)
                    .cut(held.connection(), rowsEach, chunking.targetBytes());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "cut " + table.source(), failure);
        }
    }

    /** Columns of the key as long as ranges can be made of them: the first ones serve alone. */
    private List<KeyColumn> key(TablePlan table) {
        List<KeyColumn> key = new ArrayList<>();
        for (String name : table.key()) {
            ColumnPlan column =
                    table.columns().stream()
                            .filter(each -> each.source().equals(name))
                            .findFirst()
                            .orElse(null);
            if (column == null || !dialect.isKeyType(column.sourceType())) {
                return key;
            }
            key.add(new KeyColumn(name, column.sourceType(), !column.notNull()));
        }
        return key;
    }

    @Override
    public void close() {
        transaction.close();
    }
}
