package io.drover.spec;

import java.time.Duration;

/**
 * Limits of the transport.
 *
 * @param maxFieldBytes a field above this is refused before it is read, as one task holds a whole
 *     row
 * @param indexBuilders how many index builds and validations run side by side on the target
 * @param retryFor how long a chunk whose connection was lost is tried again, from the first failure
 */
public record TransferSpec(long maxFieldBytes, int indexBuilders, Duration retryFor) {}
