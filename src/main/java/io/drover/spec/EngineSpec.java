package io.drover.spec;

import java.io.Serializable;

/**
 * What an endpoint that is no PostgreSQL is told beside its address, by the engine's own record.
 */
public sealed interface EngineSpec extends Serializable
        permits EngineSpec.Plain,
                MysqlSpec,
                SqliteSpec,
                JdbcSpec,
                FilesSpec,
                DeltaSpec,
                SnowflakeSpec {
    /** Nothing. */
    EngineSpec PLAIN = new Plain();

    /** Of an endpoint with no settings of its own. */
    record Plain() implements EngineSpec {}
}
