package io.drover.engine.generic;

import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.JdbcSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;

class DuckDbStoreSparkTest extends StoreContract {
    @TempDir Path folder;

    @Override
    protected StoringEngine engine() {
        return new GenericEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return new EndpointSpec(
                "jdbc",
                "jdbc:duckdb:" + folder.resolve("target.db"),
                "",
                null,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null,
                new JdbcSpec(null, JdbcSpec.Dialect.AUTO, JdbcSpec.Quote.AUTO, true));
    }

    /** Connections of one process to a file must be configured alike. */
    private static Properties likeOurs() {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        return properties;
    }

    @Override
    protected List<String> rows(TableName table) {
        try (Connection connection = DriverManager.getConnection(endpoint().url(), likeOurs());
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT \"id\" || '|' || \"note\" FROM \"%s\".\"%s\" ORDER BY \"id\""
                                        .formatted(table.schema(), table.name()))) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
