package io.drover.dialect.mysql;

/**
 * A column that rows are cut along: how its values are read as text, and written so that the index
 * is used. The server compares; here they are opaque.
 */
public record KeyColumn(String name, MysqlType type) {
    private enum Spelling {
        NUMBER,
        /** In hexadecimal, in its own character set: converted, the index would be no use. */
        TEXT,
        BYTES,
        QUOTED,
        NONE
    }

    /** Whether its values can be written as literals that compare as the column does. */
    public boolean cuts() {
        return spelling() != Spelling.NONE;
    }

    public boolean isInteger() {
        return switch (type.base()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> true;
            default -> false;
        };
    }

    /** What is selected of it. */
    public String selected() {
        String quoted = MysqlNames.quote(name);
        return switch (spelling()) {
            case TEXT, BYTES -> "HEX(" + quoted + ")";
            case NUMBER, QUOTED, NONE -> "CAST(" + quoted + " AS CHAR)";
        };
    }

    /** The literal of what was selected. */
    public String literal(String selected) {
        return switch (spelling()) {
            case NUMBER, NONE -> selected;
            case TEXT -> "_" + type.charset() + " x'" + selected + "'";
            case BYTES -> "x'" + selected + "'";
            case QUOTED -> "'" + selected + "'";
        };
    }

    private Spelling spelling() {
        return switch (type.base()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year" ->
                    Spelling.NUMBER;
            case "char", "varchar" -> type.charset() == null ? Spelling.NONE : Spelling.TEXT;
            case "binary", "varbinary" -> Spelling.BYTES;
            case "date", "datetime", "timestamp", "time" -> Spelling.QUOTED;
            default -> Spelling.NONE;
        };
    }
}
