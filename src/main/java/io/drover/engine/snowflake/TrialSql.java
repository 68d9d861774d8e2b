package io.drover.engine.snowflake;

import io.drover.dialect.snowflake.CanonicalSql;
import io.drover.dialect.snowflake.DigestedColumn;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.engine.jdbc.DigestTrial.Named;
import io.drover.engine.jdbc.DigestTrial.Value;
import io.drover.engine.snowflake.SnowflakeTypes.Declared;
import io.drover.model.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * How Snowflake is tried: texts of one row of VALUES, each cast to the type of a column, as what is
 * made of constants alone may be computed elsewhere than rows are. Escapes are Java's, {@code \N}
 * is NULL.
 */
final class TrialSql implements DigestTrial.Sql<DigestedColumn> {
    /** The trial that ships with the program. */
    static DigestTrial<DigestedColumn> trial() {
        return new DigestTrial<>(
                DigestTrial.shipped(TrialSql.class, "digest-vectors.tsv"), new TrialSql());
    }

    @Override
    public String said(Value value) {
        return value.type() + " " + literal(value);
    }

    @Override
    public DigestedColumn column(String name, Value value) {
        return new DigestedColumn(
                name, SnowflakeTypes.logical(Declared.of(value.type())).name(), value.as());
    }

    @Override
    public String from(List<Named> values) {
        List<String> cast = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Named each : values) {
            String name = "t_" + each.name();
            cast.add(SnowflakeTypes.ofText(name, each.value().type()) + " AS " + each.name());
            texts.add(literal(each.value()));
            names.add(name);
        }
        return "(SELECT %s FROM (VALUES (%s)) AS t (%s)) AS v"
                .formatted(
                        String.join(", ", cast),
                        String.join(", ", texts),
                        String.join(", ", names));
    }

    @Override
    public String row(List<DigestedColumn> columns) {
        return CanonicalSql.row(columns);
    }

    @Override
    public String digests(List<DigestedColumn> columns, int buckets, String from) {
        return CanonicalSql.bucketDigests(columns, buckets, from);
    }

    private static String literal(Value value) {
        @Nullable String text = value.text().equals("\\N") ? null : value.text();
        return text == null ? "NULL" : SnowflakeNames.literal(text.translateEscapes());
    }
}
