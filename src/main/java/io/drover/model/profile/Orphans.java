package io.drover.model.profile;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.io.Serializable;
import java.util.List;

/**
 * Rows that point at a row which is not there, by a query over all of them; rows with a NULL among
 * the columns point at nothing. The operator's filters hold on both sides.
 *
 * @param constraint the foreign key's name; null: it is a likely one, by the column's name and type
 * @param rows that point nowhere
 * @param examples the most frequent values, as {@code column=value}; empty where one is masked
 * @param failure why the source did not answer; then nothing else is known. Else null
 */
public record Orphans(
        @Nullable String constraint,
        List<String> columns,
        TableName parent,
        List<String> parentColumns,
        long rows,
        List<String> examples,
        @Nullable String failure)
        implements Serializable {
    public Orphans {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
        examples = List.copyOf(examples);
    }
}
