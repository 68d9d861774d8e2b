package io.drover.model.rules;

import java.io.Serializable;

/**
 * A value of a source row that a rule looks at, and that is therefore read as a Spark value.
 *
 * @param name what expressions call it: the source column's name
 * @param sql what is selected of the source, in its own SQL: the quoted column, as a rule
 * @param sourceType the source's own name of the type, with modifiers
 * @param sparkType as Spark DDL, e.g. {@code decimal(38,18)}; a value that it cannot hold exactly
 *     makes the row undecodable, which is a violation
 */
public record DecodedColumn(String name, String sql, String sourceType, String sparkType)
        implements Serializable {
    private static final String TEXT_OF = "drover_text_";

    /**
     * The text that the server prints of a column, beside the column's own value.
     *
     * @param sql of the text
     */
    public static DecodedColumn textOf(String column, String sql) {
        return new DecodedColumn(TEXT_OF + column, sql, "text", "string");
    }

    /** The source column that it is of. */
    public String column() {
        return name.startsWith(TEXT_OF) ? name.substring(TEXT_OF.length()) : name;
    }
}
