package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoreTrial;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LoadMode;
import io.drover.spec.EndpointSpec;
import io.drover.testing.HttpProxy;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An account that is behind a proxy, which alone knows where the name of its host is: what the
 * driver and the connector send, and what they put into a stage, goes through it.
 */
class SnowflakeProxySparkTest extends StoreTrial {
    private static final String HOST = "acme.snowflake.test";
    private static final String PASSWORD = "hunter2";

    private EndpointSpec endpoint;

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return endpoint;
    }

    /**
     * To GCS without a password: the driver sends the body of an upload before it is asked for one,
     * and cannot send it twice. Over TLS it opens a tunnel first, and is asked then.
     */
    @ParameterizedTest
    @CsvSource({"S3, me", "GCS,"})
    void aLoadGoesThroughTheProxy(StageKind stage, String user) {
        try (SnowflakeStandIn server = SnowflakeStandIn.start(stage, ResultKind.ARROW);
                HttpProxy proxy = new HttpProxy(server.port(), user, PASSWORD)) {
            endpoint = endpoint(server, proxy, PASSWORD);
            try (Store store = open()) {
                StoredTable table = table(store, "far", LoadMode.REPLACE, 1);
                begin(store, table);
                load(store, table, numbered(0, 400), List.of(0, 1));
                swap(store, table);
            }
            assertThat(SnowflakeStoreSparkTest.rows(server, "far")).hasSize(400);
            assertThat(
                            new SnowflakeConnector(Side.TARGET, endpoint)
                                    .query(TestSpark.session(), "SELECT ID FROM FAR", "test")
                                    .count())
                    .isEqualTo(400);
            Map<String, Long> seen =
                    proxy.forwarded().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            SnowflakeProxySparkTest::kind,
                                            TreeMap::new,
                                            Collectors.counting()));
            System.out.println("through the proxy with " + stage + ": " + seen);
            assertThat(proxy.refused().isEmpty()).isEqualTo(user == null);
            assertThat(seen.get("query")).isEqualTo(server.statements().size());
            assertThat(seen.get("login"))
                    .isEqualTo(server.credentials().logins().size())
                    .isPositive();
            assertThat(seen.get("upload")).isEqualTo(server.uploads()).isPositive();
        }
    }

    private static String kind(String request) {
        if (request.contains("/query-request")) {
            return "query";
        }
        if (request.contains("/login-request")) {
            return "login";
        }
        return request.startsWith("PUT ") ? "upload" : "other";
    }

    @Test
    void aProxyThatKnowsNobodyIsToldWithoutItsPassword() {
        try (SnowflakeStandIn server = SnowflakeStandIn.start(StageKind.GCS, ResultKind.JSON);
                HttpProxy proxy = new HttpProxy(server.port(), "me", "another")) {
            endpoint = endpoint(server, proxy, PASSWORD);
            try (Store store = open()) {
                StoredTable table = table(store, "far", LoadMode.REPLACE, 1);
                assertThatThrownBy(() -> begin(store, table))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                        .hasMessageContaining(
                                "Check user and password under target.snowflake.proxy")
                        .hasMessageNotContaining(PASSWORD);
            }
            assertThat(proxy.refused()).isNotEmpty();
            assertThat(proxy.forwarded()).isEmpty();
        }
    }

    private static EndpointSpec endpoint(
            SnowflakeStandIn server, HttpProxy proxy, String password) {
        return TestSpec.target(
                """
                { type = snowflake, url = "jdbc:snowflake://%s:80/?ssl=off&account=testacct", user = %s
                  password = "%s"
                  snowflake { database = drover, authentication = password
                    proxy { host = 127.0.0.1, port = %d, user = me, password = %s } } }
                """
                        .formatted(HOST, server.user(), server.password(), proxy.port(), password));
    }
}
