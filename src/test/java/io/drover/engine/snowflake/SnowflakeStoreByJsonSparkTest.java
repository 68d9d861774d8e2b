package io.drover.engine.snowflake;

import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;

/** The same over the other kind of stage and of results. */
class SnowflakeStoreByJsonSparkTest extends SnowflakeStoreSparkTest {
    @Override
    StageKind stage() {
        return StageKind.GCS;
    }

    @Override
    ResultKind results() {
        return ResultKind.JSON;
    }
}
