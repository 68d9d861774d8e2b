package io.drover.model.history;

import java.time.Instant;

/** Failed attempts at the chunks of one table with one message. */
public record FailureTally(
        int table,
        String source,
        String kind,
        String message,
        long attempts,
        long chunks,
        Instant lastAt) {}
