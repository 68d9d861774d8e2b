package io.drover.extract;

import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import java.io.Serializable;

/**
 * What an executor needs to read the source.
 *
 * @param snapshot the one instant of the run
 * @param connections how many connections one JVM may hold open
 * @param maxFieldBytes a wider field is refused before it is read
 */
public record SourceAccess(
        EndpointSpec endpoint, Snapshot snapshot, int connections, long maxFieldBytes)
        implements Serializable {}
