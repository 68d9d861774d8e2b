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
import io.drover.testing.KeyFiles;
import io.drover.testing.Printed;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every way of login, by the driver and by the connector, against a server that verifies it; what
 * is wrong is told in words, and no secret is told by anybody.
 */
class SnowflakeLoginSparkTest extends StoreTrial {
    private static final String PASSPHRASE = "hunter2 passphrase";
    private static final String TOKEN = "0auth-hunter2";
    private static final String ACCESS_TOKEN = "eyJhunter2";

    private static SnowflakeStandIn server;
    private static KeyFiles keys;
    private static KeyFiles others;
    @TempDir private static Path folder;

    private EndpointSpec endpoint;

    @BeforeAll
    static void start() throws IOException {
        server = SnowflakeStandIn.start(StageKind.GCS, ResultKind.ARROW);
        keys = KeyFiles.in(Files.createDirectory(folder.resolve("user")), PASSPHRASE);
        others = KeyFiles.in(Files.createDirectory(folder.resolve("other")), PASSPHRASE);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void permit() {
        server.credentials().key(keys.publicKey());
        server.credentials().oauth(TOKEN, Instant.MAX);
        server.credentials().accessToken(ACCESS_TOKEN);
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return endpoint;
    }

    @ParameterizedTest
    @CsvSource({
        "plain key, SNOWFLAKE_JWT",
        "encrypted key, SNOWFLAKE_JWT",
        "oauth, OAUTH",
        "access token, ACCESS_TOKEN",
        "password, PASSWORD"
    })
    void aLoadGoesInByEachWayAndTellsNoSecret(String way, String seen) {
        endpoint = endpoint(way(way), "");
        int before = server.credentials().logins().size();
        try (Printed printed = Printed.here();
                Store store = open()) {
            StoredTable table =
                    table(store, "by_" + seen.toLowerCase(Locale.ROOT), LoadMode.REPLACE, 1);
            begin(store, table);
            load(store, table, numbered(0, 3), List.of(0));
            swap(store, table);
            var rows = connector().query(TestSpark.session(), "SELECT ID FROM BY_" + seen, "test");
            assertThat(rows.collectAsList()).hasSize(3);
            List<String> logins = server.credentials().logins();
            assertThat(logins.subList(before, logins.size()))
                    .allMatch(login -> login.startsWith(seen + " "))
                    .contains(seen + " by connector", seen + " by driver");
            String told =
                    printed.text()
                            + rows.queryExecution().toString()
                            + endpoint
                            + endpoint.engine();
            assertThat(told).contains("BY_" + seen);
            keepsSecrets(told);
        }
    }

    private SnowflakeConnector connector() {
        return new SnowflakeConnector(Side.TARGET, endpoint);
    }

    private static void keepsSecrets(String told) {
        assertThat(told)
                .doesNotContain("hunter2")
                .doesNotContain(server.password())
                .doesNotContain(keys.secret())
                .doesNotContain(others.secret());
    }

    @ParameterizedTest
    @CsvSource({
        "key of another, TARGET, ALTER USER <user> SET RSA_PUBLIC_KEY",
        "oauth of another, TARGET, Put a new one where target.snowflake.token",
        "expired oauth, TARGET, Put a new one where target.snowflake.token",
        "access token of another, TARGET, Put a new one where target.snowflake.token",
        "password of another, TARGET, Check target.user",
        "account of nobody, TARGET, Check the account in target.url",
        "role of nobody, TARGET, GRANT ROLE",
        "wrong passphrase, SPEC, the passphrase is not its own"
    })
    void whatDoesNotLetInIsToldInWordsAndWithoutASecret(String way, ErrorKind kind, String words) {
        if (way.equals("expired oauth")) {
            server.credentials().oauth(TOKEN, Instant.EPOCH);
        }
        endpoint =
                way.equals("account of nobody")
                        ? endpoint(way("password"), "nobody")
                        : endpoint(way(way), "");
        try (Store store = open()) {
            StoredTable table = table(store, "closed", LoadMode.REPLACE, 1);
            assertThatThrownBy(() -> begin(store, table))
                    .isInstanceOfSatisfying(
                            MigrationException.class, failure -> isTold(failure, kind, words));
        }
        assertThatThrownBy(() -> connector().query(TestSpark.session(), "SELECT 1 AS A", "test"))
                .isInstanceOfSatisfying(
                        MigrationException.class, failure -> isTold(failure, kind, words));
    }

    private static void isTold(MigrationException failure, ErrorKind kind, String words) {
        System.out.println("login refused: " + failure.getMessage());
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(words);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            keepsSecrets(String.valueOf(each.getMessage()));
        }
    }

    private static String way(String name) {
        String key = "authentication = key-pair, private-key-file = \"%s\"%s";
        String passphrase = ", private-key-passphrase = \"%s\"";
        String password = "authentication = password";
        return switch (name) {
            case "plain key" -> key.formatted(keys.plain(), "");
            case "encrypted key" ->
                    key.formatted(keys.encrypted(), passphrase.formatted(PASSPHRASE));
            case "wrong passphrase" ->
                    key.formatted(keys.encrypted(), passphrase.formatted("hunter2 another"));
            case "key of another" -> key.formatted(others.plain(), "");
            case "oauth", "expired oauth" -> "authentication = oauth, token = " + TOKEN;
            case "oauth of another" -> "authentication = oauth, token = hunter2-another";
            case "access token" ->
                    "authentication = programmatic-access-token, token = " + ACCESS_TOKEN;
            case "access token of another" ->
                    "authentication = programmatic-access-token, token = eyJhunter2-another";
            case "password of another" -> password + " # hunter2";
            case "role of nobody" -> password + ", role = nobody";
            default -> password;
        };
    }

    /** As a spec would name it. */
    private static EndpointSpec endpoint(String way, String account) {
        boolean wrong = way.endsWith("hunter2");
        String password =
                way.contains("= password")
                        ? "password = \"%s\"".formatted(wrong ? "hunter2" : server.password())
                        : "";
        String url =
                account.isEmpty()
                        ? server.jdbcUrl()
                        : server.jdbcUrl().replace("account=testacct", "account=" + account);
        return TestSpec.target(
                """
                { type = snowflake, url = "%s", user = %s
                  %s
                  snowflake { database = drover
                    %s
                  } }
                """
                        .formatted(url, server.user(), password, way));
    }
}
