package io.drover.plan.rules;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.spark.SparkSql;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.spec.rules.SparkSqlTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The source's columns that rules look at, in the order of the table. */
final class Decoding {
    /** How many columns of a row are not NULL. */
    static final String FILLED = "drover_filled";

    private final TableInfo table;
    private final Map<String, ColumnInfo> columns = new HashMap<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private boolean filled;

    Decoding(TableInfo table) {
        this.table = table;
        table.columns().forEach(column -> columns.put(column.name(), column));
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** A column as a value; it must be there. */
    Value value(String column) {
        wanted.add(column);
        ColumnInfo info = columns.get(column);
        String name = SparkSql.quote(column);
        return new Value(name, name, SparkTypes.read(info.type(), info.shape()).sparkType());
    }

    /** Whatever an expression mentions; a word that only looks like a column does no harm. */
    void mention(String sql) {
        for (SparkSqlTokens.Token token : SparkSqlTokens.of(sql)) {
            if (token.isName() && has(token.text())) {
                wanted.add(token.text());
            }
        }
    }

    void countFilled() {
        filled = true;
    }

    List<DecodedColumn> all() {
        List<DecodedColumn> decoded = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            if (wanted.contains(column.name())) {
                SparkTypes.Choice choice = SparkTypes.read(column.type(), column.shape());
                decoded.add(
                        new DecodedColumn(
                                column.name(),
                                choice.sql(PostgresNames.quote(column.name())),
                                column.type(),
                                choice.sparkType()));
            }
        }
        if (filled) {
            decoded.add(
                    new DecodedColumn(
                            FILLED,
                            table.columns().stream()
                                    .map(column -> PostgresNames.quote(column.name()))
                                    .collect(
                                            Collectors.joining(
                                                    ", ", "pg_catalog.num_nonnulls(", ")")),
                            "integer",
                            "int"));
        }
        return decoded;
    }

    /** Names of the table, for a problem that could not find one. */
    String known() {
        return table.columns().stream().map(ColumnInfo::name).collect(Collectors.joining(", "));
    }

    /** The SQL with names replaced, where {@code replacements} has them. */
    static String replaceNames(String sql, Map<String, String> replacements) {
        StringBuilder replaced = new StringBuilder();
        int end = 0;
        List<SparkSqlTokens.Token> tokens = SparkSqlTokens.of(sql);
        for (int index = 0; index < tokens.size(); index++) {
            SparkSqlTokens.Token token = tokens.get(index);
            boolean called = index + 1 < tokens.size() && tokens.get(index + 1).isSymbol("(");
            @Nullable
            String replacement = token.isName() && !called ? replacements.get(token.text()) : null;
            if (replacement != null) {
                replaced.append(sql.substring(end, token.start())).append(replacement);
                end = token.end();
            }
        }
        return replaced.append(sql.substring(end)).toString();
    }

    /** The names of an SQL text that {@code known} has, in their order. */
    static Set<String> mentioned(String sql, Set<String> known) {
        Set<String> names = new LinkedHashSet<>();
        for (SparkSqlTokens.Token token : SparkSqlTokens.of(sql)) {
            if (token.isName() && known.contains(token.text())) {
                names.add(token.text());
            }
        }
        return names;
    }
}
