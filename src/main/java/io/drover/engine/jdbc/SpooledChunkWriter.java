package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Writes a chunk by way of a {@link Spool}, for engines whose transactions end with the first
 * statement that fails. A value that is none of its column's type is found as the spool is filled,
 * a row that a constraint forbids by trials that are rolled back.
 */
final class SpooledChunkWriter implements ChunkLoad {
    private static final long serialVersionUID = 1L;

    /** A statement with more of them takes longer to be planned than to be run. */
    private static final int MOST_PARAMETERS = 1000;

    private static final int MOST_ROWS = 100;

    /** Each costs some trials of the whole chunk. */
    private static final int MOST_REFUSED = 1000;

    private final StoreDialect dialect;
    private final Spool spool;
    private final ChunkReceipts receipts;
    private final TableName told;
    private final TableName into;
    private final List<String> key;
    private final RowBinder binder;
    private final StoredRows watcher;

    SpooledChunkWriter(
            StoreDialect dialect,
            Spool spool,
            StoredTable table,
            TableName into,
            List<String> sparkTypes,
            StoredRows watcher) {
        this.dialect = dialect;
        this.spool = spool;
        this.receipts = new ChunkReceipts(dialect, table);
        this.told = table.plan().target();
        this.into = into;
        this.key =
                new ArrayList<>(
                        table.plan().mode() == LoadMode.UPSERT ? table.plan().key() : List.of());
        this.binder = new RowBinder(dialect, table.plan().columns(), sparkTypes);
        this.watcher = watcher;
    }

    private record Numbered(long number, Row row) {}

    /** Rows from one number to another, both within. */
    private record Range(long from, long to) {}

    @Override
    public Outcome write(Connection connection, int chunk, Iterator<Row> rows) {
        try {
            @Nullable StoredChunk before = receipts.find(connection, chunk);
            if (before != null) {
                connection.rollback();
                // Whoever reads the rows counts them at their end.
                rows.forEachRemaining(row -> {});
                return new Outcome(before, List.of());
            }
            RefusedRows refused = new RefusedRows(told, MOST_REFUSED);
            execute(connection, spool.make(into, binder.columns()));
            connection.commit();
            long handed = fill(connection, rows, refused);
            long loaded = settle(connection, chunk, handed, refused);
            execute(connection, spool.make(into, binder.columns()));
            connection.commit();
            return new Outcome(
                    new StoredChunk(chunk, handed, loaded, refused.count()), refused.sorted());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load chunk %d of %s".formatted(chunk, told), failure);
        }
    }

    private long fill(Connection connection, Iterator<Row> rows, RefusedRows refused)
            throws SQLException {
        int most =
                Math.max(1, Math.min(MOST_ROWS, MOST_PARAMETERS / (binder.columns().size() + 1)));
        long handed = 0;
        try (PreparedStatement full =
                connection.prepareStatement(spool.fill(binder.columns(), most))) {
            List<Numbered> batch = new ArrayList<>(most);
            while (rows.hasNext()) {
                batch.add(new Numbered(++handed, rows.next()));
                if (batch.size() == most) {
                    fill(connection, full, batch, refused);
                    batch.clear();
                }
            }
            fillSome(connection, batch, refused);
        }
        return handed;
    }

    private void fillSome(Connection connection, List<Numbered> batch, RefusedRows refused)
            throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        try (PreparedStatement some =
                connection.prepareStatement(spool.fill(binder.columns(), batch.size()))) {
            fill(connection, some, batch, refused);
        }
    }

    private void fill(
            Connection connection,
            PreparedStatement statement,
            List<Numbered> batch,
            RefusedRows refused)
            throws SQLException {
        try {
            int parameter = 1;
            for (Numbered row : batch) {
                statement.setLong(parameter, row.number());
                binder.bind(statement, parameter + 1, row.row());
                parameter += binder.columns().size() + 1;
            }
            statement.executeUpdate();
            connection.commit();
            watcher.moved(batch.size(), 0);
        } catch (SQLException failure) {
            connection.rollback();
            if (!dialect.refusesRow(failure)) {
                throw failure;
            }
            if (batch.size() == 1) {
                refused.add(batch.get(0).number(), failure, dialect.reason(failure));
                return;
            }
            halves(connection, batch, refused);
        } catch (ValueRefused none) {
            if (batch.size() == 1) {
                refused.add(batch.get(0).number(), none);
                return;
            }
            halves(connection, batch, refused);
        }
    }

    private void halves(Connection connection, List<Numbered> batch, RefusedRows refused)
            throws SQLException {
        int middle = batch.size() / 2;
        fillSome(connection, List.copyOf(batch.subList(0, middle)), refused);
        fillSome(connection, List.copyOf(batch.subList(middle, batch.size())), refused);
    }

    /** Moves the rows that the table takes together; how many they are. */
    private long settle(Connection connection, int chunk, long handed, RefusedRows refused)
            throws SQLException {
        Range all = new Range(1, handed);
        try {
            return commit(connection, chunk, handed, handed - refused.count(), List.of(all));
        } catch (SQLException failure) {
            connection.rollback();
            if (!dialect.refusesRow(failure)) {
                throw failure;
            }
        }
        List<Range> good = new ArrayList<>();
        search(connection, all, good, refused);
        return commit(connection, chunk, handed, handed - refused.count(), good);
    }

    private long commit(
            Connection connection, int chunk, long handed, long loaded, List<Range> ranges)
            throws SQLException {
        for (Range range : ranges) {
            move(connection, range);
        }
        receipts.write(connection, chunk, handed, loaded);
        connection.commit();
        return loaded;
    }

    private void search(Connection connection, Range range, List<Range> good, RefusedRows refused)
            throws SQLException {
        @Nullable SQLException failure = tried(connection, good, range);
        if (failure == null) {
            good.add(range);
            return;
        }
        if (range.from() == range.to()) {
            refused.add(range.from(), failure, dialect.reason(failure));
            return;
        }
        long middle = (range.from() + range.to()) / 2;
        search(connection, new Range(range.from(), middle), good, refused);
        search(connection, new Range(middle + 1, range.to()), good, refused);
    }

    /** Null where the table takes these rows behind the good ones. */
    private @Nullable SQLException tried(Connection connection, List<Range> good, Range range)
            throws SQLException {
        try {
            for (Range before : good) {
                move(connection, before);
            }
            move(connection, range);
            return null;
        } catch (SQLException failure) {
            if (!dialect.refusesRow(failure)) {
                throw failure;
            }
            return failure;
        } finally {
            connection.rollback();
        }
    }

    private void move(Connection connection, Range range) throws SQLException {
        try (PreparedStatement move =
                connection.prepareStatement(spool.move(into, binder.columns(), key))) {
            move.setLong(1, range.from());
            move.setLong(2, range.to());
            move.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
