package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.postgres.ForeignKeyText;
import io.drover.engine.StoredType;
import io.drover.engine.jdbc.FittedNames;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Statements that make tables in MySQL and MariaDB. Texts are compared byte by byte and with their
 * trailing blanks, as PostgreSQL compares them, so that what is unique there is unique here.
 *
 * <p>Source: MySQL 8.4 manual, 15.1.20 "CREATE TABLE Statement", 15.1.36 "RENAME TABLE Statement",
 * 17.21 "InnoDB Limits": an index has at most 3072 bytes.
 */
final class StoreDdl {
    private static final int NAME_BYTES = 64;
    private static final int INDEX_BYTES = 3072;
    private static final int BYTES_A_CHARACTER = 4;

    /** Of a text in an index that is not unique; enough to tell most apart. */
    private static final int PREFIX = 191;

    private static final Pattern LITERAL =
            Pattern.compile("'((?:[^'\\\\]|'')*)'(?:::[a-z0-9 (),]+)?");
    private static final Pattern NUMBER =
            Pattern.compile("\\(?(-?\\d+(?:\\.\\d+)?)\\)?(?:::[a-z0-9 (),]+)?");
    private static final Pattern NOW =
            Pattern.compile(
                    "(?:now\\(\\)|(?:CURRENT_TIMESTAMP|LOCALTIMESTAMP|transaction_timestamp\\(\\))(?:\\(\\d\\))?)");
    private static final Pattern DIGITS = Pattern.compile("\\((\\d)\\)");

    private final StoredTypes.Product product;

    StoreDdl(StoredTypes.Product product) {
        this.product = product;
    }

    /** A name that the server has room for; a long one keeps its beginning and a hash. */
    static String fitted(String name) {
        return FittedNames.fit(name, NAME_BYTES);
    }

    /** {@code CREATE TABLE IF NOT EXISTS} with its primary key. */
    String create(TableInfo table, TableName as) {
        Map<String, Integer> keyed = keyed(table);
        List<String> lines = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            lines.add(line(table, column, keyed.getOrDefault(column.name(), 0)));
        }
        primaryKey(table)
                .ifPresent(
                        key ->
                                lines.add(
                                        "PRIMARY KEY ("
                                                + MysqlNames.quoteAll(key.columns())
                                                + ")"));
        // A number that counts up must lead a key.
        identity(table)
                .filter(column -> !leads(table, column))
                .ifPresent(column -> lines.add("KEY (" + MysqlNames.quote(column) + ")"));
        return "CREATE TABLE IF NOT EXISTS %s (\n  %s\n) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE %s%s"
                .formatted(
                        MysqlNames.quote(as),
                        String.join(",\n  ", lines),
                        collation(),
                        comment(table.comment()));
    }

    private String collation() {
        return product == StoredTypes.Product.MARIADB ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    }

    private String line(TableInfo table, ColumnInfo column, int inKeysOf) {
        String type = type(column, inKeysOf);
        boolean counts = identity(table).filter(column.name()::equals).isPresent();
        String fallback =
                column.defaultExpression() == null || counts
                        ? null
                        : defaultOf(column.defaultExpression(), type);
        return MysqlNames.quote(column.name())
                + " "
                + type
                + (column.notNull() ? " NOT NULL" : " NULL")
                + (fallback == null ? "" : " DEFAULT " + fallback)
                + (counts ? " AUTO_INCREMENT" : "")
                + comment(column.comment());
    }

    /** Of a unique key over so many columns: then a text is as wide as the key has room for. */
    private String type(ColumnInfo column, int inKeysOf) {
        StoredType stored = StoredTypes.of(column, product);
        if (inKeysOf == 0) {
            return stored.name();
        }
        return switch (stored.name()) {
            case "LONGTEXT" -> "VARCHAR(" + INDEX_BYTES / BYTES_A_CHARACTER / inKeysOf + ")";
            case "LONGBLOB" -> "VARBINARY(" + INDEX_BYTES / inKeysOf + ")";
            default -> stored.name();
        };
    }

    /** Columns of primary and unique keys, with how many the largest of these has. */
    private static Map<String, Integer> keyed(TableInfo table) {
        Map<String, Integer> keyed = new HashMap<>();
        for (ConstraintInfo constraint : table.constraints()) {
            if (isKey(constraint)) {
                constraint
                        .columns()
                        .forEach(name -> keyed.merge(name, constraint.columns().size(), Math::max));
            }
        }
        for (IndexInfo index : table.indexes()) {
            if (index.unique() && !index.partial()) {
                index.keyColumns()
                        .forEach(name -> keyed.merge(name, index.keyColumns().size(), Math::max));
            }
        }
        return keyed;
    }

    private static boolean isKey(ConstraintInfo constraint) {
        return constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY
                || constraint.kind() == ConstraintInfo.Kind.UNIQUE;
    }

    private static Optional<ConstraintInfo> primaryKey(TableInfo table) {
        return table.constraints().stream()
                .filter(each -> each.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .findFirst();
    }

    /** The first identity of a whole number: a table has one at most. */
    private static Optional<String> identity(TableInfo table) {
        return table.columns().stream()
                .filter(column -> column.identity() != null)
                .map(ColumnInfo::name)
                .findFirst();
    }

    private static boolean leads(TableInfo table, String column) {
        return primaryKey(table).filter(key -> key.columns().get(0).equals(column)).isPresent();
    }

    /** Unique keys and indexes, each a statement; those over expressions or parts stay behind. */
    List<String> indexes(TableInfo table, TableName on) {
        List<String> statements = new ArrayList<>();
        Map<String, ColumnInfo> columns = new HashMap<>();
        table.columns().forEach(column -> columns.put(column.name(), column));
        for (IndexInfo index : table.indexes()) {
            boolean primary =
                    primaryKey(table).filter(key -> index.name().equals(key.index())).isPresent();
            if (primary || index.partial() || index.keyColumns().isEmpty()) {
                continue;
            }
            String parts =
                    index.keyColumns().stream()
                            .map(name -> part(columns.get(name), index.unique()))
                            .collect(Collectors.joining(", "));
            statements.add(
                    "CREATE %sINDEX %s ON %s (%s)"
                            .formatted(
                                    index.unique() ? "UNIQUE " : "",
                                    MysqlNames.quote(fitted(index.name())),
                                    MysqlNames.quote(on),
                                    parts));
        }
        return statements;
    }

    private String part(ColumnInfo column, boolean unique) {
        String type = StoredTypes.of(column, product).name();
        boolean prefix = !unique && (type.equals("LONGTEXT") || type.equals("LONGBLOB"));
        return MysqlNames.quote(column.name()) + (prefix ? "(" + PREFIX + ")" : "");
    }

    /** Foreign keys, when all tables stand under their own names. */
    List<String> foreignKeys(TableInfo table) {
        return table.constraints().stream()
                .filter(each -> each.kind() == ConstraintInfo.Kind.FOREIGN_KEY)
                .filter(each -> each.references() != null)
                .map(
                        key ->
                                "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s %s"
                                        .formatted(
                                                MysqlNames.quote(table.name()),
                                                MysqlNames.quote(fitted(key.name())),
                                                MysqlNames.quoteAll(key.columns()),
                                                MysqlNames.quote(key.references()),
                                                referenced(key.definition())))
                .toList();
    }

    /** {@code (a, b) ON DELETE CASCADE} out of PostgreSQL's definition. */
    private static String referenced(String definition) {
        ForeignKeyText text = ForeignKeyText.of(definition);
        return "(%s)%s"
                .formatted(
                        MysqlNames.quoteAll(text.referenced()),
                        text.actions().replace("SET DEFAULT", "NO ACTION"));
    }

    /** One statement, which takes effect as a whole: nobody sees a moment without the table. */
    static String swap(TableName staging, TableName target, @Nullable TableName kept) {
        return kept == null
                ? "RENAME TABLE %s TO %s"
                        .formatted(MysqlNames.quote(staging), MysqlNames.quote(target))
                : "RENAME TABLE %s TO %s, %s TO %s"
                        .formatted(
                                MysqlNames.quote(target),
                                MysqlNames.quote(kept),
                                MysqlNames.quote(staging),
                                MysqlNames.quote(target));
    }

    /** The default in this SQL, or null: then it is not carried. */
    static @Nullable String defaultOf(String expression, String type) {
        Matcher literal = LITERAL.matcher(expression);
        if (literal.matches()) {
            return "(" + MysqlNames.literal(literal.group(1).replace("''", "'")) + ")";
        }
        Matcher number = NUMBER.matcher(expression);
        if (number.matches()) {
            return number.group(1);
        }
        if (NOW.matcher(expression).matches() && type.startsWith("DATETIME")) {
            Matcher digits = DIGITS.matcher(type);
            return "CURRENT_TIMESTAMP(" + (digits.find() ? digits.group(1) : "0") + ")";
        }
        return switch (expression) {
            case "true" -> "b'1'";
            case "false" -> "b'0'";
            case "CURRENT_DATE" -> type.equals("DATE") ? "(CURRENT_DATE)" : null;
            default -> null;
        };
    }

    private static String comment(@Nullable String text) {
        return text == null ? "" : " COMMENT " + commentLiteral(text);
    }

    /** COMMENT takes a plain literal only, so quotes and backslashes cannot hide in digits. */
    private static String commentLiteral(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
