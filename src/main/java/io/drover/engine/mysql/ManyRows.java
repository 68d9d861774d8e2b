package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.jdbc.BatchInsert;
import io.drover.engine.jdbc.LoadTarget;
import io.drover.engine.jdbc.ValueBinder;
import io.drover.jdbc.SqlFailures;
import io.drover.model.Nullable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Inserts of many rows each: one statement tells in one answer whether anything was cut. In the
 * session's strict mode the server refuses what it cannot keep; what it only remarks on is refused
 * here.
 */
final class ManyRows implements BatchInsert {
    private static final int PIECE_ROWS = 250;
    private static final int BATCH_BYTES = 1 << 20;

    /** For the statement around the values, and values of fixed length. */
    private static final int STATEMENT_BYTES = 64 * 1024;

    private final Connection connection;
    private final MysqlStoreDialect dialect;
    private final LoadTarget target;
    private final List<ValueBinder> binders;
    private final int packet;
    private final Statement warnings;
    private @Nullable PreparedStatement piece;

    ManyRows(Connection connection, MysqlStoreDialect dialect, LoadTarget target, int packet)
            throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.target = target;
        this.binders = target.sparkTypes().stream().map(dialect::binder).toList();
        this.packet = packet;
        this.warnings = connection.createStatement();
    }

    @Override
    public @Nullable Refusal insert(List<Row> rows) throws SQLException {
        for (int from = 0; from < rows.size(); from += PIECE_ROWS) {
            @Nullable
            Refusal refusal = piece(rows.subList(from, Math.min(rows.size(), from + PIECE_ROWS)));
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Refusal piece(List<Row> rows) throws SQLException {
        // A batch of several rows is far below it. The server would end the session.
        if (rows.size() == 1 && bytes(rows.get(0)) > packet - STATEMENT_BYTES) {
            return new Refusal(
                    "54000",
                    "the row is larger than max_allowed_packet of the target, which is %d bytes: raise it there and retry the row"
                            .formatted(packet),
                    null);
        }
        if (rows.size() == PIECE_ROWS) {
            if (piece == null) {
                piece = prepare(PIECE_ROWS);
            }
            return inserted(piece, rows);
        }
        try (PreparedStatement statement = prepare(rows.size())) {
            return inserted(statement, rows);
        }
    }

    private PreparedStatement prepare(int rows) throws SQLException {
        return connection.prepareStatement(dialect.insert(target, rows));
    }

    private @Nullable Refusal inserted(PreparedStatement statement, List<Row> rows)
            throws SQLException {
        try {
            int index = 0;
            for (Row row : rows) {
                for (int column = 0; column < binders.size(); column++) {
                    bind(statement, ++index, column, row.get(column));
                }
            }
            long taken = statement.executeLargeUpdate();
            @Nullable
            String warning = statement.getWarnings() == null ? null : MysqlWarnings.first(warnings);
            if (warning != null) {
                return new Refusal("01004", MysqlWarnings.withoutValue(warning), null);
            }
            return taken == rows.size()
                    ? null
                    : new Refusal(
                            "01000",
                            "the server took %d rows of %d".formatted(taken, rows.size()),
                            null);
        } catch (ValueRefused none) {
            return new Refusal(none.state(), none.getMessage(), null);
        } catch (SQLException failure) {
            return refusal(failure);
        }
    }

    /** As literals, where these bytes are escaped by another. */
    private static long bytes(Row row) {
        long bytes = 0;
        for (int column = 0; column < row.length(); column++) {
            Object value = row.get(column);
            byte[] literal =
                    value instanceof byte[] binary
                            ? binary
                            : value instanceof String text
                                    ? text.getBytes(StandardCharsets.UTF_8)
                                    : new byte[0];
            bytes += literal.length;
            for (byte each : literal) {
                if (each == '\'' || each == '\\' || each == '"' || each == 0) {
                    bytes++;
                }
            }
        }
        return bytes;
    }

    private void bind(PreparedStatement statement, int index, int column, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        try {
            binders.get(column).bind(statement, index, value);
        } catch (ValueRefused none) {
            throw new ValueRefused(
                    none.state(), target.columns().get(column).target() + ": " + none.getMessage());
        }
    }

    private Refusal refusal(SQLException failure) throws SQLException {
        if (!dialect.refusesRow(failure)) {
            throw failure;
        }
        String state = failure.getSQLState();
        return new Refusal(
                state == null || state.length() != 5 ? "23000" : state,
                MysqlWarnings.withoutValue(SqlFailures.serverText(failure)),
                failure);
    }

    @Override
    public int mostRows() {
        return PIECE_ROWS;
    }

    @Override
    public int mostBytes() {
        return BATCH_BYTES;
    }

    @Override
    public void close() throws SQLException {
        warnings.close();
        if (piece != null) {
            piece.close();
        }
    }
}
