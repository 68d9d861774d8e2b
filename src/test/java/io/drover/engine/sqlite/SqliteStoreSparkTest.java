package io.drover.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
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
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreSparkTest extends StoreContract {
    @TempDir Path folder;

    @Override
    protected StoringEngine engine() {
        return new SqliteEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return new EndpointSpec(
                "sqlite",
                "jdbc:sqlite:" + folder.resolve("target.db"),
                "",
                null,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null);
    }

    @Override
    protected List<String> rows(TableName table) {
        try (Connection connection = DriverManager.getConnection(endpoint().url());
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT id || '|' || note FROM `"
                                        + table.name()
                                        + "` ORDER BY id")) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("SQLite");
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
