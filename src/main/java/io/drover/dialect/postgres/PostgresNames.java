package io.drover.dialect.postgres;

import io.drover.model.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Names and literals as PostgreSQL reads them. Identifiers are quoted always, so that no keyword of
 * any version, no case and no space matters.
 *
 * <p>Source: PostgreSQL documentation, 4.1.1 and 4.1.2.
 */
public final class PostgresNames {
    private PostgresNames() {}

    public static String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("No identifier: '" + identifier + "'");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    public static String quote(TableName name) {
        return quote(name.schema()) + "." + quote(name.name());
    }

    /** Quoted and separated by a comma and a space. */
    public static String quoteAll(Collection<String> identifiers) {
        return identifiers.stream().map(PostgresNames::quote).collect(Collectors.joining(", "));
    }

    /** A string literal that reads the same whatever {@code standard_conforming_strings} says. */
    public static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("No text value holds a NUL character");
        }
        String doubled = text.replace("'", "''");
        return doubled.indexOf('\\') < 0
                ? "'" + doubled + "'"
                : "E'" + doubled.replace("\\", "\\\\") + "'";
    }

    /**
     * SQL for what COPY prints of a column, NULL for NULL. A cast to text would do else: it trims
     * CHAR(n), and a user may define one. IS NOT NULL would do else: it is false for a composite
     * that has a NULL in it.
     */
    public static String printed(String quotedColumn) {
        return "(CASE WHEN %s IS DISTINCT FROM NULL THEN pg_catalog.format('%%s', %s) END)"
                .formatted(quotedColumn, quotedColumn);
    }
}
