package io.drover.testing.snowflake;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.value.Value;
import org.h2.value.ValueVarchar;

/** Functions that are not what Snowflake's manual says, to be found out. */
public final class PlantedFunctions {
    private PlantedFunctions() {}

    /** From now on the blanks at the end of a text are none of its bytes. */
    public static void forgetBlanks(SnowflakeStandIn server) {
        try (Connection connection = server.h2();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP ALIAS HEX_ENCODE");
            statement.execute(
                    "CREATE ALIAS HEX_ENCODE DETERMINISTIC FOR '%s.hexEncode'"
                            .formatted(PlantedFunctions.class.getName()));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static String hexEncode(Value value) {
        boolean text = value != null && value.getValueType() == Value.VARCHAR;
        return Functions.hexEncode(
                text ? ValueVarchar.get(value.getString().stripTrailing()) : value);
    }
}
