package io.drover.engine.snowflake;

import io.drover.spec.EndpointSpec;
import io.drover.spec.Secret;
import io.drover.spec.SnowflakeSpec;
import io.drover.spec.SnowflakeSpec.Authentication;
import io.drover.spec.SnowflakeSpec.Identifiers;
import io.drover.spec.SnowflakeSpec.Instants;
import io.drover.testing.snowflake.SnowflakeStandIn;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Endpoints of a stand-in, as a spec would name them. */
final class SnowflakeEndpoints {
    private SnowflakeEndpoints() {}

    static EndpointSpec of(SnowflakeStandIn server) {
        return of(server.jdbcUrl(), server.user(), server.password(), false);
    }

    static EndpointSpec deletingMissing(SnowflakeStandIn server) {
        return of(server.jdbcUrl(), server.user(), server.password(), true);
    }

    static EndpointSpec of(String url, String user, String password, boolean deleteMissing) {
        return new EndpointSpec(
                "snowflake",
                url,
                user,
                new Secret(password),
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ZERO,
                null,
                settings(deleteMissing));
    }

    static SnowflakeSpec settings(boolean deleteMissing) {
        return new SnowflakeSpec(
                "DROVER",
                "PUBLIC",
                null,
                null,
                Authentication.PASSWORD,
                null,
                null,
                null,
                Identifiers.FOLD,
                Instants.TIMESTAMP_LTZ,
                null,
                false,
                Map.of("grown", List.of("note")),
                true,
                deleteMissing,
                160 << 20,
                1 << 30,
                null);
    }
}
