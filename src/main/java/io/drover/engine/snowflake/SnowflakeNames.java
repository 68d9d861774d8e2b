package io.drover.engine.snowflake;

import io.drover.engine.jdbc.FittedNames;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SnowflakeSpec;
import io.drover.spec.SnowflakeSpec.Identifiers;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names as Snowflake has them, always quoted. Where they fold, a name that needs no quotes in
 * PostgreSQL needs none in Snowflake: {@code orders} and {@code ORDERS} change places, and any
 * other name stays. So no two names become one, in either direction.
 *
 * @param database as Snowflake's catalog has it
 * @param schema likewise
 */
record SnowflakeNames(String database, String schema, Identifiers identifiers)
        implements Serializable {
    private static final int NAME_BYTES = 255;
    private static final Pattern LOWER = Pattern.compile("[a-z_][a-z0-9_$]*");
    private static final Pattern UPPER = Pattern.compile("[A-Z_][A-Z0-9_$]*");

    static SnowflakeNames of(EndpointSpec endpoint) {
        SnowflakeSpec settings = (SnowflakeSpec) endpoint.engine();
        return new SnowflakeNames(settings.database(), settings.schema(), settings.identifiers());
    }

    /** A name of ours as Snowflake's catalog has it, and the other way round. */
    String folded(String name) {
        if (identifiers == Identifiers.KEEP) {
            return name;
        }
        if (LOWER.matcher(name).matches()) {
            return name.toUpperCase(Locale.ROOT);
        }
        return UPPER.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name;
    }

    String quote(String name) {
        return asIs(folded(name));
    }

    String quote(List<String> names) {
        return names.stream().map(this::quote).collect(Collectors.joining(", "));
    }

    String quote(TableName table) {
        return asIs(database) + "." + quote(table.schema()) + "." + quote(table.name());
    }

    /** A name that is Snowflake's own already. */
    static String asIs(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Backslashes mean something in Snowflake's literals. */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    TableName place(String name) {
        return new TableName(folded(schema), name);
    }

    /** A table of ours that belongs to another. */
    TableName beside(String prefix, TableName table) {
        return new TableName(table.schema(), FittedNames.fit(prefix + table.name(), NAME_BYTES));
    }

    /** Where the rows of a load wait for their table. */
    TableName incoming(TableName table) {
        return beside("drover_new_", table);
    }

    /** What a replaced table is kept as. */
    TableName replaced(TableName table) {
        return beside("drover_old_", table);
    }

    /** What a table that rows were added to was before. */
    TableName before(TableName table) {
        return beside("drover_before_", table);
    }

    TableName receipts() {
        return place("drover_receipt");
    }
}
