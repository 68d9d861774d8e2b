package io.drover.engine.snowflake;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Which tables stand in the schema that is loaded into. */
final class StandingTables {
    private final Connection connection;
    private final SnowflakeNames names;

    StandingTables(Connection connection, SnowflakeNames names) {
        this.connection = connection;
        this.names = names;
    }

    boolean has(TableName table) throws SQLException {
        return comment(table) != null;
    }

    /** Null where no table stands; empty where it has none. */
    @Nullable
    String comment(TableName table) throws SQLException {
        return SnowflakeSession.text(
                connection,
                "SELECT COALESCE(\"COMMENT\", '') FROM %s WHERE \"TABLE_SCHEMA\" = %s AND \"TABLE_NAME\" = %s"
                        .formatted(
                                information("TABLES"),
                                SnowflakeNames.literal(names.folded(table.schema())),
                                SnowflakeNames.literal(names.folded(table.name()))));
    }

    /** Those of Drover's own whose names begin so. */
    List<TableName> beginning(String prefix) throws SQLException {
        return SnowflakeSession.texts(
                        connection,
                        "SELECT \"TABLE_NAME\" FROM %s WHERE \"TABLE_SCHEMA\" = %s"
                                .formatted(
                                        information("TABLES"),
                                        SnowflakeNames.literal(names.schema())))
                .stream()
                .map(names::folded)
                .filter(name -> name.startsWith(prefix))
                .map(names::place)
                .toList();
    }

    private String information(String view) {
        return SnowflakeNames.asIs(names.database()) + ".INFORMATION_SCHEMA." + view;
    }
}
