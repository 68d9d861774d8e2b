package io.drover.model.catalog;

import io.drover.model.TableName;
import java.util.List;

/**
 * A question for the key values that cut a table into parts of about equal count.
 *
 * @param columns of the key, in order
 * @param types theirs, as {@code format_type()} prints them
 * @param nullable whether a column of the key can be NULL
 * @param estimatedRows how many rows there are, to take a sample of the right size
 */
public record KeyRequest(
        TableName table,
        List<String> columns,
        List<String> types,
        boolean nullable,
        int parts,
        long estimatedRows) {
    public KeyRequest {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
    }
}
