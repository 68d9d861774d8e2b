package io.drover.engine;

import java.io.Serializable;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The set digest of those rows of a chunk whose own digests begin with a bucket's number.
 *
 * @param high the sum of the high halves mod 2^64
 * @param low likewise
 * @param undigested how many of the rows have no digest: the sums are of no use then
 */
public record BucketDigest(int bucket, long rows, long high, long low, long undigested)
        implements Serializable {
    /**
     * Of a row that a server made: bucket, rows, the exact sums, whatever they have beyond 64 bits,
     * and the undigested. The sums are NULL where no row has a digest.
     */
    public static BucketDigest of(ResultSet row) throws SQLException {
        long undigested = row.getLong(5);
        boolean none = undigested == row.getLong(2);
        return new BucketDigest(
                row.getInt(1),
                row.getLong(2),
                none ? 0 : row.getBigDecimal(3).toBigInteger().longValue(),
                none ? 0 : row.getBigDecimal(4).toBigInteger().longValue(),
                undigested);
    }
}
