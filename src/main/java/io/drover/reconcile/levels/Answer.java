package io.drover.reconcile.levels;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a server answered.
 *
 * @param columns the names of the columns
 * @param types the names of their types: {@code int8}, {@code numeric}, {@code text}
 * @param rows as text; a null is SQL's NULL
 * @param more whether there are more rows than were asked for
 * @param failure why there is no answer, with the server's message; else null
 */
public record Answer(
        List<String> columns,
        List<String> types,
        List<List<String>> rows,
        Extent more,
        @Nullable String failure)
        implements Serializable {
    /** Whether the rows are all that there are. */
    public enum Extent {
        WHOLE,
        CUT
    }

    public Answer {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
        List<List<String>> copies = new ArrayList<>();
        rows.forEach(row -> copies.add(Collections.unmodifiableList(new ArrayList<>(row))));
        rows = Collections.unmodifiableList(copies);
    }

    static Answer failed(String why) {
        return new Answer(List.of(), List.of(), List.of(), Extent.WHOLE, why);
    }

    boolean isCut() {
        return more == Extent.CUT;
    }

    /** A value of the only row. */
    @Nullable
    String only(int column) {
        if (rows.size() != 1) {
            throw new IllegalStateException("Wanted one row, got " + rows.size());
        }
        return rows.get(0).get(column);
    }

    /** A count in the only row. */
    long count(int column) {
        return Long.parseLong(only(column));
    }

    /** The first failure among some answers; null where all are answers. */
    static @Nullable String failure(List<Answer> answers) {
        for (Answer answer : answers) {
            if (answer.failure() != null) {
                return answer.failure();
            }
        }
        return null;
    }
}
