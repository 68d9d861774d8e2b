package io.drover.engine.snowflake;

import io.drover.engine.StoreTrial;
import io.drover.engine.StoringEngine;
import io.drover.spec.EndpointSpec;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.util.List;

/** A table on its way into a stand-in, which the test starts. */
abstract class SnowflakeTrial extends StoreTrial {
    protected SnowflakeStandIn server;

    /** One of either kind of stage, with either kind of results. */
    protected static SnowflakeStandIn standIn(StageKind stage) {
        return SnowflakeStandIn.start(
                stage, stage == StageKind.S3 ? ResultKind.ARROW : ResultKind.JSON);
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return SnowflakeEndpoints.of(server);
    }

    /** As {@code id|note}, by id; null where no table stands. */
    protected List<String> rows(String table) {
        return SnowflakeStoreSparkTest.rows(server, table);
    }
}
