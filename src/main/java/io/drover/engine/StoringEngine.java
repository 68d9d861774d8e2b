package io.drover.engine;

import io.drover.spec.EndpointSpec;

/** An engine that tables can be loaded into. */
public interface StoringEngine extends Engine {
    /**
     * Opens the place that tables go to.
     *
     * @param connections how many one JVM may have open, where it has any
     */
    Store store(EndpointSpec endpoint, String application, int connections);
}
