package io.drover.engine.mysql;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.mysql.CanonicalSql;
import io.drover.dialect.mysql.DigestedColumn;
import io.drover.dialect.mysql.MysqlType;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.engine.jdbc.DigestTrial.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How MySQL and MariaDB are tried: the text of a value is an expression of its type. */
final class TrialSql implements DigestTrial.Sql {
    /** The trial that ships with the program. */
    static DigestTrial trial() {
        return new DigestTrial(
                DigestTrial.shipped(TrialSql.class, "digest-vectors.tsv"), new TrialSql());
    }

    @Override
    public String said(Value value) {
        return value.text();
    }

    @Override
    public String forms(List<Value> values) {
        return columns(values).stream()
                .map(column -> CanonicalSql.row(List.of(column)))
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + from(values)));
    }

    @Override
    public String digest(List<Value> values, int buckets) {
        return CanonicalSql.bucketDigests(columns(values), buckets, from(values));
    }

    private static List<DigestedColumn> columns(List<Value> values) {
        List<DigestedColumn> columns = new ArrayList<>();
        for (Value value : values) {
            String charset = value.as() == CanonicalType.TEXT ? "utf8mb4" : null;
            columns.add(
                    new DigestedColumn(
                            "v" + columns.size(),
                            MysqlType.of(value.type(), charset),
                            value.as(),
                            false,
                            false));
        }
        return columns;
    }

    /** A limit keeps the values in a table, where they have the types of columns. */
    private static String from(List<Value> values) {
        List<String> named = new ArrayList<>();
        for (Value value : values) {
            named.add(value.text() + " AS v" + named.size());
        }
        return "(SELECT %s LIMIT 1) v".formatted(String.join(", ", named));
    }
}
