package io.drover.engine;

import io.drover.engine.delta.DeltaEngine;
import io.drover.engine.files.FilesEngine;
import io.drover.engine.generic.GenericEngine;
import io.drover.engine.mysql.MysqlEngine;
import io.drover.engine.snowflake.SnowflakeEngine;
import io.drover.engine.sqlite.SqliteEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.EndpointSpec;
import java.util.List;

/** Every engine beside PostgreSQL. */
public final class Engines {
    private static final List<Engine> ALL =
            List.of(
                    new DeltaEngine(),
                    new FilesEngine(),
                    new GenericEngine(),
                    new MysqlEngine(),
                    new SnowflakeEngine(),
                    new SqliteEngine());

    private Engines() {}

    public static List<Engine> all() {
        return ALL;
    }

    /** Whether an endpoint is one of these, and no PostgreSQL. */
    public static boolean covers(EndpointSpec endpoint) {
        return !endpoint.isPostgres();
    }

    /** The engine of an endpoint that is covered. */
    public static Engine of(EndpointSpec endpoint) {
        return ALL.stream()
                .filter(engine -> engine.type().equals(endpoint.type()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MigrationException(
                                        ErrorKind.SPEC,
                                        "Cannot use an endpoint of type %s: this build has no such engine. Its types are postgres, %s."
                                                .formatted(
                                                        endpoint.type(),
                                                        String.join(
                                                                ", ",
                                                                ALL.stream()
                                                                        .map(Engine::type)
                                                                        .toList()))));
    }
}
