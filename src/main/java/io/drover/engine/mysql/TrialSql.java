package io.drover.engine.mysql;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.mysql.CanonicalSql;
import io.drover.dialect.mysql.DigestedColumn;
import io.drover.dialect.mysql.MysqlType;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.engine.jdbc.DigestTrial.Named;
import io.drover.engine.jdbc.DigestTrial.Value;
import java.util.List;
import java.util.stream.Collectors;

/** How MySQL and MariaDB are tried: the text of a value is an expression of its type. */
final class TrialSql implements DigestTrial.Sql<DigestedColumn> {
    /** The trial that ships with the program. */
    static DigestTrial<DigestedColumn> trial() {
        return new DigestTrial<>(
                DigestTrial.shipped(TrialSql.class, "digest-vectors.tsv"), new TrialSql());
    }

    @Override
    public String said(Value value) {
        return value.text();
    }

    @Override
    public DigestedColumn column(String name, Value value) {
        String charset = value.as() == CanonicalType.TEXT ? "utf8mb4" : null;
        return new DigestedColumn(
                name, MysqlType.of(value.type(), charset), value.as(), false, false);
    }

    /** A limit keeps the values in a table, where they have the types of columns. */
    @Override
    public String from(List<Named> values) {
        return values.stream()
                .map(each -> each.value().text() + " AS " + each.name())
                .collect(Collectors.joining(", ", "(SELECT ", " LIMIT 1) v"));
    }

    @Override
    public String row(List<DigestedColumn> columns) {
        return CanonicalSql.row(columns);
    }

    @Override
    public String digests(List<DigestedColumn> columns, int buckets, String from) {
        return CanonicalSql.bucketDigests(columns, buckets, from);
    }
}
