package io.drover.engine.sqlite;

import io.drover.dialect.postgres.WireType;
import io.drover.engine.AuditColumn;
import io.drover.engine.jdbc.FieldReader;
import io.drover.engine.jdbc.JdbcDialect;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * SQLite's SQL and values.
 *
 * @param inMillis columns whose integers are counts of milliseconds; known where no origin tells
 */
record SqliteDialect(Set<String> inMillis) implements JdbcDialect {
    private static final long serialVersionUID = 1L;

    /** Knows no column. */
    static final SqliteDialect PLAIN = new SqliteDialect(Set.of());

    /** Backticks: what stands in double quotes and is no column is read as a text, in silence. */
    static String name(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    @Override
    public String quote(String name) {
        return name(name);
    }

    @Override
    public FieldReader reader(String logicalType, @Nullable String origin) {
        boolean known = origin != null;
        boolean millis = known && origin.endsWith(SqliteTypes.AS_MILLIS);
        return switch (WireType.of(logicalType).kind()) {
            case BOOLEAN -> reading(SqliteValues::truth);
            case INT2, INT4, INT8 -> reading(SqliteValues::integer);
            case FLOAT4, FLOAT8 -> reading(SqliteValues::real);
            case NUMERIC -> reading(SqliteValues::decimal);
            case BYTEA -> reading(SqliteValues::bytes);
            case DATE -> reading(SqliteValues::date);
            case TIMESTAMP -> reading(SqliteValues::timestamp);
            case TIMESTAMPTZ ->
                    known
                            ? reading(value -> SqliteValues.instant(value, millis))
                            : byName(inMillis);
            case OTHER ->
                    logicalType.startsWith("time")
                            ? reading(SqliteValues::time)
                            : reading(SqliteValues::text);
            case TEXT ->
                    // Without an origin the text of whatever type is asked for.
                    reading(known ? SqliteValues::text : SqliteValues::printed);
            case VARCHAR, CHAR, NAME, JSON, JSONB, UUID -> reading(SqliteValues::text);
        };
    }

    private interface Reading extends java.io.Serializable {
        Object of(Object value);
    }

    private static FieldReader reading(Reading reading) {
        return (row, index) -> {
            Object value = row.getObject(index);
            return value == null ? null : reading.of(value);
        };
    }

    private static FieldReader byName(Set<String> inMillis) {
        return (ResultSet row, int index) -> {
            Object value = row.getObject(index);
            return value == null
                    ? null
                    : SqliteValues.instant(
                            value, inMillis.contains(row.getMetaData().getColumnName(index)));
        };
    }

    @Override
    public String printed(AuditColumn column) {
        String name = quote(column.name());
        WireType.Kind kind = WireType.of(column.logicalType()).kind();
        return switch (kind) {
            case FLOAT4, FLOAT8, NUMERIC -> name;
            case BYTEA ->
                    "CASE typeof(%1$s) WHEN 'blob' THEN hex(%1$s) WHEN 'text' THEN 'text ' || %1$s ELSE CAST(%1$s AS TEXT) END"
                            .formatted(name);
            case TIMESTAMP -> timestamp(name);
            case TIMESTAMPTZ -> instant(name, inMillis.contains(column.name()));
            case OTHER ->
                    column.logicalType().startsWith("time")
                            ? "CASE WHEN length(%1$s) = 5 THEN %1$s || ':00' ELSE CAST(%1$s AS TEXT) END"
                                    .formatted(name)
                            : text(name);
            default -> text(name);
        };
    }

    private static String text(String name) {
        return "CASE typeof(%1$s) WHEN 'blob' THEN 'blob ' || hex(%1$s) ELSE CAST(%1$s AS TEXT) END"
                .formatted(name);
    }

    /**
     * Numbers by the driver: of random reals SQLite 3.49 prints every tenth with a wrong last
     * digit, whatever the format.
     */
    @Override
    public @Nullable String printed(ResultSet row, int index, AuditColumn column)
            throws SQLException {
        Object value = row.getObject(index);
        if (!(value instanceof Double real) || real.isInfinite()) {
            return value instanceof byte[] ? "blob" : row.getString(index);
        }
        if (WireType.of(column.logicalType()).kind() != WireType.Kind.NUMERIC) {
            return Double.toString(real);
        }
        int digits = 15;
        while (new BigDecimal(real, new MathContext(digits)).doubleValue() != real) {
            digits++;
        }
        return new BigDecimal(real, new MathContext(digits)).toString();
    }

    private static String timestamp(String name) {
        return "CASE WHEN typeof(%1$s) = 'real' THEN coalesce(strftime('%%Y-%%m-%%d %%H:%%M:%%f', %1$s), CAST(%1$s AS TEXT)) WHEN typeof(%1$s) = 'text' AND length(%1$s) = 10 THEN %1$s || ' 00:00:00' WHEN typeof(%1$s) = 'text' AND length(%1$s) = 16 THEN %1$s || ':00' ELSE CAST(%1$s AS TEXT) END"
                .formatted(name);
    }

    /** An integer that no date can be made of is printed as itself. */
    private static String instant(String name, boolean millis) {
        String seconds =
                millis ? "(%1$s - ((%1$s %% 1000 + 1000) %% 1000)) / 1000".formatted(name) : name;
        String fraction =
                millis
                        ? " || '.' || printf('%%03d', (%s %% 1000 + 1000) %% 1000)".formatted(name)
                        : "";
        return "CASE WHEN typeof(%1$s) = 'integer' THEN coalesce(strftime('%%Y-%%m-%%d %%H:%%M:%%S', %2$s, 'unixepoch')%3$s, CAST(%1$s AS TEXT)) ELSE CAST(%1$s AS TEXT) END"
                .formatted(name, seconds, fraction);
    }

    @Override
    public String keyText(String column, String logicalType) {
        return "quote(" + quote(column) + ")";
    }

    /** What quote() gave is a literal as it stands. */
    @Override
    public String keyValue(String text, String logicalType) {
        return text;
    }

    @Override
    public String remainder(String of, long by) {
        return of + " % " + by;
    }

    @Override
    public boolean isKeyType(String logicalType) {
        // Values of all classes have one order.
        return true;
    }

    @Override
    public boolean comparesRows() {
        return true;
    }

    @Override
    public List<String> place(TablePlan table) {
        // A table without a key has a rowid.
        return table.key().isEmpty() ? List.of("rowid") : table.key();
    }

    /** Rows come one at a time anyway; the driver knows no fetch size beyond 0. */
    @Override
    public void stream(java.sql.Statement statement) throws SQLException {
        statement.setFetchSize(0);
    }
}
