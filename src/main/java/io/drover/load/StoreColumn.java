package io.drover.load;

import java.io.Serializable;

/**
 * A column of rows on their way into a store.
 *
 * @param type the logical type of its values
 * @param ruled whether a rule made it, so that nobody knows yet that it is a value of the type
 * @param printed whether the store takes the text that PostgreSQL prints, and it comes as another
 *     Spark type
 */
public record StoreColumn(String name, String type, boolean ruled, boolean printed)
        implements Serializable {}
