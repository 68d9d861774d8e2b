package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.model.Nullable;
import io.drover.model.catalog.KeyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Ranges over a key as SQL. Bounds are literals cast to the column's type and compared by the
 * database, in the column's own collation.
 */
public final class KeyRanges {
    /** Rows of the sample for each part: the longest part is then within a few percent. */
    private static final long SAMPLE_ROWS = 2000;

    private KeyRanges() {}

    /**
     * A query for the lowest key of each part but the first, as text, in order. The sample is the
     * same each time as long as the table's blocks are.
     */
    public static String boundaries(KeyRequest request) {
        String columns = PostgresNames.quoteAll(request.columns());
        String texts =
                request.columns().stream()
                        .map(column -> quote(column) + "::text")
                        .collect(Collectors.joining(", "));
        double percent =
                100.0 * SAMPLE_ROWS * request.parts() / Math.max(1, request.estimatedRows());
        String sample =
                percent >= 100
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " TABLESAMPLE SYSTEM (%.6f) REPEATABLE (0)",
                                Math.max(percent, 0.000001));
        return """
        SELECT %s FROM (
            SELECT DISTINCT ON (part) part, %s FROM (
                SELECT %s, ntile(%d) OVER (ORDER BY %s) AS part
                FROM ONLY %s%s WHERE %s) AS cut
            WHERE part > 1 ORDER BY part, %s) AS lowest ORDER BY part"""
                .formatted(
                        texts,
                        columns,
                        columns,
                        request.parts(),
                        columns,
                        quote(request.table()),
                        sample,
                        present(request),
                        columns);
    }

    /** The keys from {@code lower} on and below {@code upper}; null: no bound on that side. */
    public static String range(
            KeyRequest request, @Nullable List<String> lower, @Nullable List<String> upper) {
        List<String> conditions = new ArrayList<>();
        if (lower != null) {
            conditions.add(compare(request, ">=", lower));
        }
        if (upper != null) {
            conditions.add(compare(request, "<", upper));
        }
        if (request.nullable()) {
            // A row comparison is decided by its first column where that differs, NULLs behind it
            // or not: such a row belongs to the chunk of the NULLs alone.
            conditions.add(present(request));
        }
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    /** The rows without a whole key. */
    public static String absent(KeyRequest request) {
        return request.columns().stream()
                .map(column -> quote(column) + " IS NULL")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static String present(KeyRequest request) {
        return request.columns().stream()
                .map(column -> quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
    }

    private static String compare(KeyRequest request, String operator, List<String> bound) {
        String literals =
                IntStream.range(0, bound.size())
                        .mapToObj(
                                index ->
                                        PostgresNames.literal(bound.get(index))
                                                + "::"
                                                + request.types().get(index))
                        .collect(Collectors.joining(", "));
        return request.columns().size() == 1
                ? quote(request.columns().get(0)) + " " + operator + " " + literals
                : "(%s) %s (%s)"
                        .formatted(PostgresNames.quoteAll(request.columns()), operator, literals);
    }
}
