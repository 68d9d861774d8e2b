package io.drover.model.profile;

import java.io.Serializable;
import java.util.List;

/**
 * Rows that will not survive the way to the target as things stand.
 *
 * @param rule what they offend: {@code character varying(20)}, {@code NOT NULL}, or a rule's name
 * @param column of the source, or empty: the row
 * @param rows counted over the rows read
 * @param examples which rows, by ctid and key; the first five
 */
public record Unfit(String rule, String column, long rows, List<String> examples)
        implements Serializable {
    public Unfit {
        examples = List.copyOf(examples);
    }
}
