package io.drover.engine.delta;

import io.drover.engine.AuditRequest;
import io.drover.engine.Moment;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Delta Lake: Spark reads and writes it. */
public final class DeltaEngine implements StoringEngine {
    @Override
    public String type() {
        return "delta";
    }

    @Override
    public boolean hasKeys() {
        return false;
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        throw new IllegalStateException("later");
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        throw new IllegalStateException("later");
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        return new DeltaStore(endpoint);
    }
}
