package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnowflakeSpecTest {
    private static final String URL = "jdbc:snowflake://acme-eu.snowflakecomputing.com/";

    @TempDir private Path folder;
    private SpecFixture specs;

    @BeforeEach
    void begin() {
        specs = new SpecFixture(folder);
    }

    @Test
    void keyPairIsReadFromItsFileWithThePassphraseOfTheEnvironment() throws IOException {
        Path key = Files.writeString(folder.resolve("key.p8"), "-----BEGIN secret key");
        EndpointSpec target =
                target(
                        "private-key-file = \"%s\", private-key-passphrase = ${?PASSPHRASE}"
                                .formatted(key),
                        Map.of("PASSPHRASE", "hunter2"));

        SnowflakeSpec settings = (SnowflakeSpec) target.engine();
        assertThat(settings.authentication()).isEqualTo(SnowflakeSpec.Authentication.KEY_PAIR);
        assertThat(settings.privateKey()).isEqualTo(new Secret("-----BEGIN secret key"));
        assertThat(settings.passphrase()).isEqualTo(new Secret("hunter2"));
        assertThat(settings.database()).isEqualTo("SHOP");
        assertThat(settings.schema()).isEqualTo("PUBLIC");
        assertThat(target + " " + settings).doesNotContain("hunter2").doesNotContain("BEGIN");
    }

    @Test
    void tokenIsReadFromAFileOrTheEnvironmentAndNeverShown() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        for (String written :
                List.of("token-file = \"" + token + "\"", "token = ${?SNOWFLAKE_TOKEN}")) {
            EndpointSpec target =
                    target(
                            "authentication = oauth, " + written,
                            Map.of("SNOWFLAKE_TOKEN", "t0ken"));
            SnowflakeSpec settings = (SnowflakeSpec) target.engine();
            assertThat(settings.token()).isEqualTo(new Secret("t0ken"));
            assertThat(settings.toString()).doesNotContain("t0ken");
        }
    }

    @Test
    void namesAreAsSqlReadsThem() throws IOException {
        Path key = Files.writeString(folder.resolve("key.p8"), "key");
        SnowflakeSpec settings =
                (SnowflakeSpec)
                        target(
                                        "private-key-file = \"%s\", schema = \"\\\"my schema\\\"\", warehouse = load_wh, role = loader"
                                                .formatted(key),
                                        Map.of())
                                .engine();

        assertThat(settings.schema()).isEqualTo("my schema");
        assertThat(settings.warehouse()).isEqualTo("LOAD_WH");
        assertThat(settings.role()).isEqualTo("LOADER");
        assertThat(refusal("warehouse = \"two words\"", "")).contains("is no plain name");
    }

    @Test
    void proxyIsReadWithItsPassword() throws IOException {
        Path key = Files.writeString(folder.resolve("key.p8"), "key");
        SnowflakeSpec settings =
                (SnowflakeSpec)
                        target(
                                        "private-key-file = \"%s\", proxy { host = gate, user = me, password = ${?PROXY} }"
                                                .formatted(key),
                                        Map.of("PROXY", "hunter2"))
                                .engine();

        assertThat(settings.proxy())
                .isEqualTo(new SnowflakeProxy("gate", 3128, "me", new Secret("hunter2"), ""));
        assertThat(settings.toString()).doesNotContain("hunter2");
        assertThat(refusal("proxy { port = 80 }", "")).contains("proxy.host: is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"username_password_mfa", "password-mfa", "externalbrowser"})
    void whatAsksAPersonIsRefused(String way) {
        assertThat(refusal("authentication = " + way, "")).contains("a job has nobody who answers");
    }

    @Test
    void mfaCachingIsRefusedWhereverItIsWritten() {
        assertThat(refusal("", "properties { CLIENT_REQUEST_MFA_TOKEN = true }"))
                .contains("must not set CLIENT_REQUEST_MFA_TOKEN: a cached answer");
        assertThat(SnowflakeUrl.problems(URL + "?authenticator=username_password_mfa"))
                .containsExactly("must not set authenticator: write snowflake.authentication");
    }

    @Test
    void whatTheAuthenticationLacksIsToldAtOnce() {
        assertThat(refusal("", "")).contains("private-key-file: is missing");
        assertThat(refusal("authentication = oauth", "")).contains("token: is missing");
        assertThat(refusal("authentication = password", ""))
                .contains("neither password nor password-file is set");
        assertThat(refusal("authentication = oauth", "password = x")).contains("takes no password");
    }

    @Test
    void aUrlIsTakenApartAndAWrongOneToldWithoutItsSecret() {
        SnowflakeUrl url = SnowflakeUrl.of("jdbc:snowflake://127.0.0.1:8080/?ssl=off&account=test");
        assertThat(url.server()).isEqualTo("127.0.0.1:8080");
        assertThat(url.parameters()).containsEntry("ssl", "off").containsEntry("account", "test");
        assertThat(SnowflakeUrl.problems(URL)).isEmpty();
        assertThat(SnowflakeUrl.problems("jdbc:snowflake://me:secret@acme/"))
                .singleElement()
                .asString()
                .contains("user and secrets beside it")
                .doesNotContain("me:secret");
        assertThat(SnowflakeUrl.problems(URL + "?password=secret"))
                .containsExactly(
                        "must not set password: write password beside url, from the environment");
    }

    private EndpointSpec target(String settings, Map<String, String> environment) {
        return specs.read(text(settings, ""), environment).target();
    }

    private String refusal(String settings, String beside) {
        return specs.refusal(text(settings, beside), Map.of()).getMessage();
    }

    private static String text(String settings, String beside) {
        return """
        migration {
          name = shop
          source = { type = postgres, url = "jdbc:postgresql://old/shop", user = drover }
          target { type = snowflake, url = "%s", user = loader
            %s
            snowflake { database = shop, %s } }
        }
        """
                .formatted(URL, beside, settings);
    }
}
