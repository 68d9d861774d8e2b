package io.drover.load;

import io.drover.dialect.wire.ValueRefused;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.rules.Fate;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.spark.sql.Row;

/**
 * Copies the rows of a partition that their rules let pass into a scratch table, from which others
 * take them. Rows that the rules keep out, or that the target's types refuse, are not there.
 *
 * <p>Repeats: a partition is copied once, however often its task is tried. Runs on: executors.
 */
public final class ScratchCopy {
    private final TablePlan table;
    private final TableName done;

    /**
     * @param table its staging is the scratch table
     * @param done has a unique column {@code part}: the partitions that are there
     */
    public ScratchCopy(TablePlan table, TableName done) {
        this.table = table;
        this.done = done;
    }

    /** {@code connection}: to the target, in autocommit mode; it is given back so. */
    public void load(Connection connection, int partition, FatedRows rows) {
        try {
            new PartOnce(done).run(connection, partition, () -> copy(connection, partition, rows));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load rows for " + table.target() + " again", failure);
        }
    }

    private void copy(Connection connection, int partition, FatedRows rows) throws SQLException {
        RuledRowWriter writer = new RuledRowWriter(table);
        HeldRows held = new HeldRows();
        SiftedCopy copy =
                new SiftedCopy(
                        table, partition, new Placement(table), (refused, row, refusal) -> {});
        long number = 0;
        while (rows.rows().hasNext()) {
            Row row = rows.rows().next();
            if (Fate.of(row.getInt(RuledChunk.FATE)) != Fate.LOADED) {
                continue;
            }
            try {
                writer.write(row, held.buffer());
                held.endRow(++number, HeldRows.NO_PLACE);
            } catch (ValueRefused refusal) {
                held.dropRow();
            }
            if (held.isFull()) {
                copy.place(connection, held);
            }
        }
        copy.place(connection, held);
    }
}
