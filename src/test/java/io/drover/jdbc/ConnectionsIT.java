package io.drover.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class ConnectionsIT {
    @Test
    void aSessionIsTheSameWhateverTheRoleSays() throws Exception {
        try (TestDatabase database = TestDatabase.create("session")) {
            database.execute(
                    "ALTER DATABASE \"" + database.name() + "\" SET \"TimeZone\" = 'Asia/Tokyo'",
                    "ALTER DATABASE \"" + database.name() + "\" SET \"DateStyle\" = 'German'");
            try (Connection connection =
                            Connections.open(
                                    Side.SOURCE,
                                    database.endpoint(),
                                    new Session("drover shop run 1", Session.Timeouts.NONE));
                    Statement statement = connection.createStatement();
                    ResultSet result =
                            statement.executeQuery(
                                    "SELECT timestamptz '2020-01-01 00:00:00+00'::text"
                                            + " || current_setting('application_name')")) {
                result.next();
                assertThat(result.getString(1))
                        .isEqualTo("2020-01-01 00:00:00+00drover shop run 1");
            }
        }
    }

    @Test
    void aWrongDatabaseIsSaidWithWhatToDo() {
        try (TestDatabase database = TestDatabase.create("gone")) {
            var endpoint = database.endpoint();
            var wrong =
                    new io.drover.spec.EndpointSpec(
                            endpoint.type(),
                            endpoint.url() + "x",
                            endpoint.user(),
                            endpoint.password(),
                            endpoint.properties(),
                            endpoint.maxConnections(),
                            endpoint.connectTimeout(),
                            endpoint.statementTimeout(),
                            endpoint.lockTimeout(),
                            null);
            assertThatThrownBy(
                            () ->
                                    Connections.open(
                                            Side.TARGET,
                                            wrong,
                                            new Session("x", Session.Timeouts.NONE)))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                    .hasMessageContaining("does not exist")
                    .hasMessageContaining("target.url");
        }
    }
}
