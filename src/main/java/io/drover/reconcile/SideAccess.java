package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import java.io.Serializable;

/**
 * How tasks read one side: all of them under one snapshot.
 *
 * @param connections how many one JVM may have open
 */
public record SideAccess(Side side, EndpointSpec endpoint, Snapshot snapshot, int connections)
        implements Serializable {}
