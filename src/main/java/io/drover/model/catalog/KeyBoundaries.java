package io.drover.model.catalog;

import java.util.List;

/**
 * Key values that cut a table, none of them NULL.
 *
 * <p>Order: the database's, not Java's; the values are its text forms and are never compared here.
 *
 * @param bounds each with one text for each column of the key; fewer than asked for where values
 *     repeat
 */
public record KeyBoundaries(KeyRequest request, List<List<String>> bounds) {
    public KeyBoundaries {
        bounds = bounds.stream().map(List::copyOf).toList();
    }
}
