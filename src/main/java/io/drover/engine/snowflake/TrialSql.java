package io.drover.engine.snowflake;

import io.drover.dialect.snowflake.CanonicalSql;
import io.drover.dialect.snowflake.DigestedColumn;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.engine.jdbc.DigestTrial.Value;
import io.drover.engine.snowflake.SnowflakeTypes.Declared;
import io.drover.model.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How Snowflake is tried: texts of one row of VALUES, each cast to the type of a column, so that
 * the warehouse computes them and no compiler folds a constant. Escapes are Java's, {@code \N} is
 * NULL.
 */
final class TrialSql implements DigestTrial.Sql {
    /** The trial that ships with the program. */
    static DigestTrial trial() {
        return new DigestTrial(
                DigestTrial.shipped(TrialSql.class, "digest-vectors.tsv"), new TrialSql());
    }

    @Override
    public String said(Value value) {
        return value.type() + " " + literal(value);
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
            columns.add(
                    new DigestedColumn(
                            "v" + columns.size(),
                            SnowflakeTypes.logical(Declared.of(value.type())).name(),
                            value.as()));
        }
        return columns;
    }

    private static String from(List<Value> values) {
        List<String> cast = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Value value : values) {
            String name = "t" + names.size();
            cast.add(cast(name, value.type()) + " AS v" + names.size());
            texts.add(literal(value));
            names.add(name);
        }
        return "(SELECT %s FROM (VALUES (%s)) AS t (%s)) AS v"
                .formatted(
                        String.join(", ", cast),
                        String.join(", ", texts),
                        String.join(", ", names));
    }

    /** A text as a value of a type; of BINARY its hexadecimal digits. */
    static String cast(String text, String type) {
        return type.equals("BINARY")
                ? "TO_BINARY(" + text + ", 'HEX')"
                : "CAST(" + text + " AS " + type + ")";
    }

    private static String literal(Value value) {
        @Nullable String text = value.text().equals("\\N") ? null : value.text();
        return text == null ? "NULL" : SnowflakeNames.literal(text.translateEscapes());
    }
}
