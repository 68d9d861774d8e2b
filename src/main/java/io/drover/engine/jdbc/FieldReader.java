package io.drover.engine.jdbc;

import io.drover.dialect.postgres.WireType;
import io.drover.model.Nullable;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/**
 * Reads one column of a result as the value that a {@link WireFields} of its logical type takes.
 *
 * <p>Nullability: null for NULL. Runs on: executors.
 */
@FunctionalInterface
public interface FieldReader extends Serializable {
    /**
     * The value of the row that the result stands at.
     *
     * @param index from 1
     * @throws io.drover.dialect.wire.ValueRefused when it is no value of the type: the row is then
     *     unreadable
     */
    @Nullable
    Object read(ResultSet row, int index) throws SQLException;

    /** By what JDBC itself gives of a type. */
    static FieldReader of(String logicalType) {
        return switch (WireType.of(logicalType).kind()) {
            case BOOLEAN -> (row, index) -> known(row, row.getBoolean(index));
            case INT2, INT4, INT8 -> (row, index) -> known(row, row.getLong(index));
            case FLOAT4 -> (row, index) -> known(row, row.getFloat(index));
            case FLOAT8 -> (row, index) -> known(row, row.getDouble(index));
            case NUMERIC -> FieldReader::decimal;
            case BYTEA -> ResultSet::getBytes;
            case DATE -> (row, index) -> row.getObject(index, LocalDate.class);
            case TIMESTAMP -> (row, index) -> row.getObject(index, LocalDateTime.class);
            case TIMESTAMPTZ ->
                    (row, index) -> {
                        OffsetDateTime moment = row.getObject(index, OffsetDateTime.class);
                        return moment == null ? null : moment.toInstant();
                    };
            case TEXT, VARCHAR, CHAR, NAME, JSON, JSONB, UUID, OTHER -> ResultSet::getString;
        };
    }

    private static @Nullable BigDecimal decimal(ResultSet row, int index) throws SQLException {
        return row.getBigDecimal(index);
    }

    private static @Nullable Object known(ResultSet row, Object value) throws SQLException {
        return row.wasNull() ? null : value;
    }
}
