package io.drover.engine;

import java.io.Serializable;

/**
 * The set digest of those rows of a chunk whose own digests begin with a bucket's number.
 *
 * @param high the sum of the high halves mod 2^64
 * @param low likewise
 * @param undigested how many of the rows have no digest: the sums are of no use then
 */
public record BucketDigest(int bucket, long rows, long high, long low, long undigested)
        implements Serializable {}
