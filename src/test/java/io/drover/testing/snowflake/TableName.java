package io.drover.testing.snowflake;

import java.util.List;

/** A table's exact name; its database is the one that there is. */
record TableName(String schema, String table) {
    static TableName of(SqlText text, String masked, Session session) {
        List<String> parts = text.parts(masked);
        if (parts.size() == 3 && !parts.get(0).equals(Engine.DATABASE)) {
            throw SnowflakeError.missing("Database", parts.get(0));
        }
        String schema = parts.size() == 1 ? session.schema() : parts.get(parts.size() - 2);
        if (schema == null) {
            throw new SnowflakeError(
                    "090106", "22000", "This session does not have a current schema.");
        }
        return new TableName(schema, parts.get(parts.size() - 1));
    }

    String h2() {
        return quoted(schema) + "." + quoted(table);
    }

    /** As Snowflake's messages name it. */
    @Override
    public String toString() {
        return Engine.DATABASE + "." + schema + "." + table;
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
