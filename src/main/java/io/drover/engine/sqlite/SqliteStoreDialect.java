package io.drover.engine.sqlite;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.engine.jdbc.FittedNames;
import io.drover.engine.jdbc.StoreDialect;
import io.drover.engine.jdbc.ValueBinder;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.ConstraintInfo.Kind;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tables of SQLite's. Keys and foreign keys are part of CREATE TABLE, since nothing can be added
 * later; foreign keys are not enforced while rows are loaded.
 *
 * <p>Source: SQLite documentation, "CREATE TABLE", "ALTER TABLE", "UPSERT", "Result and Error
 * Codes".
 */
record SqliteStoreDialect() implements StoreDialect {
    private static final long serialVersionUID = 1L;

    /** A binary64 keeps every decimal of so many digits. */
    private static final int EXACT_DIGITS = 15;

    private static final int NAME_BYTES = 128;

    /** SQLITE_CONSTRAINT, _TOOBIG, _MISMATCH; extended codes have them in their low byte. */
    private static final Set<Integer> OF_A_ROW = Set.of(19, 18, 20);

    private static final Pattern LITERAL =
            Pattern.compile(
                    "('(?:[^']|'')*'|-?\\d+(?:\\.\\d+)?|true|false|CURRENT_TIMESTAMP|CURRENT_DATE)(?:::[a-z ]+(?:\\([0-9,]+\\))?)?");

    @Override
    public String quote(String name) {
        return SqliteDialect.name(name);
    }

    @Override
    public String quote(TableName table) {
        return quote(table.name());
    }

    @Override
    public StoredType type(ColumnInfo column) {
        String spark = SparkTypes.read(column.type(), column.shape()).sparkType();
        return switch (column.shape().baseName()) {
            case "bool" -> lossless("BOOLEAN", spark, "boolean");
            case "int2", "int4" ->
                    widened("INTEGER", spark, "bigint", "SQLite has one integer, of 64 bits");
            case "int8" -> lossless("INTEGER", spark, "bigint");
            case "float4" ->
                    widened(
                            "REAL",
                            spark,
                            "double precision",
                            "SQLite has one float, of 64 bits; rows with NaN are set aside");
            case "float8" ->
                    widened("REAL", spark, "double precision", "rows with NaN are set aside");
            case "numeric" -> numeric(spark);
            case "bytea" -> lossless("BLOB", spark, "bytea");
            case "date" -> widened("DATE", spark, "date", "kept as ISO text");
            case "timestamp" ->
                    widened("DATETIME", spark, "timestamp without time zone", "kept as ISO text");
            case "timestamptz" ->
                    widened(
                            "DATETIME",
                            spark,
                            "timestamp with time zone",
                            "kept as ISO text in UTC, +00:00 behind it");
            case "varchar" ->
                    column.type().startsWith("character varying(")
                            ? lossless(
                                    column.type().replace("character varying", "VARCHAR"),
                                    "string",
                                    column.type())
                            : lossless("TEXT", "string", "text");
            case "text" -> lossless("TEXT", "string", "text");
            case "uuid" -> lossless("UUID", "string", "uuid");
            case "json" -> lossless("JSON", "string", "json");
            default -> widened("TEXT", "string", "text", "kept as its text");
        };
    }

    private static StoredType numeric(String spark) {
        Matcher digits = Pattern.compile("decimal\\((\\d+),(\\d+)\\)").matcher(spark);
        if (digits.matches()
                && !spark.equals("decimal(38,18)")
                && Integer.parseInt(digits.group(1)) <= EXACT_DIGITS) {
            String modifier = "(" + digits.group(1) + "," + digits.group(2) + ")";
            return lossless("NUMERIC" + modifier, spark, "numeric" + modifier);
        }
        return widened(
                "TEXT",
                "string",
                "text",
                "SQLite's numbers have %d exact digits: kept as text".formatted(EXACT_DIGITS));
    }

    private static StoredType lossless(String name, String spark, String logical) {
        return new StoredType(name, spark, logical, TypeVerdict.LOSSLESS, "");
    }

    private static StoredType widened(String name, String spark, String logical, String reason) {
        return new StoredType(name, spark, logical, TypeVerdict.WIDENING, reason);
    }

    @Override
    public ValueBinder binder(String sparkType) {
        String type = sparkType.toLowerCase(Locale.ROOT);
        if (type.equals("float") || type.equals("double")) {
            return (to, index, value) -> {
                if (Double.isNaN(((Number) value).doubleValue())) {
                    throw new ValueRefused("22003", "SQLite keeps NaN as NULL");
                }
                to.setDouble(index, real(value));
            };
        }
        // The driver binds a decimal as text, which the column's affinity makes a number of.
        return type.startsWith("decimal")
                ? (PreparedStatement to, int index, Object value) ->
                        to.setString(index, ((BigDecimal) value).toPlainString())
                : ValueBinder.of(sparkType);
    }

    /** Of 32 bits the shortest decimal: 0.1 becomes 0.1, as a load into PostgreSQL has it. */
    private static double real(Object value) {
        double wide = ((Number) value).doubleValue();
        if (!(value instanceof Float narrow) || narrow.isInfinite() || wide == 0) {
            return wide;
        }
        BigDecimal exact = new BigDecimal(wide);
        int digits = 1;
        // Java 17 prints some floats with a digit too many (JDK-4511638).
        while (exact.round(new MathContext(digits)).floatValue() != narrow) {
            digits++;
        }
        return exact.round(new MathContext(digits)).doubleValue();
    }

    @Override
    public TableName staging(TableName target) {
        return beside("drover_new_", target);
    }

    @Override
    public TableName replaced(TableName target) {
        return beside("drover_old_", target);
    }

    private static TableName beside(String prefix, TableName target) {
        return new TableName(target.schema(), FittedNames.fit(prefix + target.name(), NAME_BYTES));
    }

    @Override
    public String create(StoredTable table, TableName as) {
        TableInfo definition = table.definition();
        List<String> key = key(definition);
        List<String> parts = new ArrayList<>();
        List<String> left = new ArrayList<>();
        boolean rowid = false;
        for (ColumnPlan column : table.plan().columns()) {
            boolean alone = key.size() == 1 && key.get(0).equals(column.target());
            boolean counts = alone && column.targetType().equals("INTEGER");
            rowid |= counts;
            parts.add(
                    quote(column.target())
                            + " "
                            + column.targetType()
                            + (counts ? " PRIMARY KEY" : "")
                            + (column.notNull() ? " NOT NULL" : "")
                            + defaultOf(definition, column.target(), left));
        }
        for (ConstraintInfo constraint : definition.constraints()) {
            if (constraint.kind() == Kind.PRIMARY_KEY && !rowid) {
                parts.add("PRIMARY KEY (" + quoted(constraint.columns()) + ")");
            } else if (constraint.kind() == Kind.UNIQUE) {
                parts.add("UNIQUE (" + quoted(constraint.columns()) + ")");
            } else if (constraint.kind() == Kind.FOREIGN_KEY && constraint.references() != null) {
                parts.add(foreignKey(constraint, constraint.references()));
            } else if (constraint.kind() == Kind.CHECK) {
                left.add("check " + constraint.name());
            }
        }
        return created(as, parts, left);
    }

    private static List<String> key(TableInfo definition) {
        return definition.constraints().stream()
                .filter(constraint -> constraint.kind() == Kind.PRIMARY_KEY)
                .findFirst()
                .map(ConstraintInfo::columns)
                .orElse(List.of());
    }

    /** Literals mean the same in both; what does not is noted behind the statement. */
    private static String defaultOf(TableInfo definition, String name, List<String> left) {
        @Nullable
        String written =
                definition.columns().stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .map(ColumnInfo::defaultExpression)
                        .orElse(null);
        if (written == null) {
            return "";
        }
        Matcher literal = LITERAL.matcher(written);
        if (literal.matches()) {
            return " DEFAULT " + literal.group(1);
        }
        left.add("default of " + name);
        return "";
    }

    @Override
    public List<String> indexes(TableInfo table) {
        List<String> statements = new ArrayList<>();
        for (IndexInfo index : table.indexes()) {
            boolean plain =
                    index.constraint() == null && !index.partial() && !index.keyColumns().isEmpty();
            if (plain) {
                statements.add(
                        "CREATE %s IF NOT EXISTS %s ON %s (%s)"
                                .formatted(
                                        index.unique() ? "UNIQUE INDEX" : "INDEX",
                                        quote(index.name()),
                                        quote(table.name()),
                                        quoted(index.keyColumns())));
            }
        }
        return statements;
    }

    @Override
    public String upsert(TableName into, List<String> columns, List<String> key) {
        String set =
                columns.stream()
                        .filter(column -> !key.contains(column))
                        .map(column -> quote(column) + " = excluded." + quote(column))
                        .collect(Collectors.joining(", "));
        return "%s ON CONFLICT (%s) DO %s"
                .formatted(
                        insert(into, columns),
                        quoted(key),
                        set.isEmpty() ? "NOTHING" : "UPDATE SET " + set);
    }

    @Override
    public boolean stands(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")) {
            statement.setString(1, table.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public void dropIndexes(Connection connection, TableName table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ? ORDER BY name")) {
            statement.setString(1, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            for (String name : names) {
                statement.execute("DROP INDEX " + quote(name));
            }
        }
    }

    @Override
    public String rename(TableName from, TableName to) {
        return "ALTER TABLE " + quote(from) + " RENAME TO " + quote(to);
    }

    @Override
    public boolean refusesRow(SQLException failure) {
        return OF_A_ROW.contains(failure.getErrorCode() & 0xff);
    }

    @Override
    public TableName receipts() {
        return new TableName(SqliteCatalog.SCHEMA, "drover_receipt");
    }

    @Override
    public String receiptTable() {
        return "CREATE TABLE IF NOT EXISTS drover_receipt (migration TEXT NOT NULL, target TEXT NOT NULL,"
                + " load_id INTEGER NOT NULL, generation INTEGER NOT NULL, chunk_no INTEGER NOT NULL,"
                + " handed_rows INTEGER NOT NULL, loaded_rows INTEGER NOT NULL, aside_rows INTEGER NOT NULL,"
                + " PRIMARY KEY (migration, target, load_id, generation, chunk_no))";
    }
}
