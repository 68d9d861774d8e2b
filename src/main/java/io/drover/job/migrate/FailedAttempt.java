package io.drover.job.migrate;

import java.io.Serializable;

/** An attempt at a chunk that failed and was tried again. */
record FailedAttempt(int table, int chunk, String attempt, String kind, String message)
        implements Serializable {}
