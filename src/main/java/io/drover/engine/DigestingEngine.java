package io.drover.engine;

import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * An engine whose server can make the digests of its rows itself, so that none is sent. It is the
 * auditor's way too: it shares no query and no code with how rows are read for a load.
 */
public interface DigestingEngine extends Engine {
    /**
     * Why no digest is left to its servers unless the spec says {@code reconcile.digest = server};
     * empty where {@code auto} may measure and choose.
     */
    default Optional<String> notByItself() {
        return Optional.empty();
    }

    /**
     * Why the rows of a request cannot be digested by the server at hand; empty where they can. A
     * server is tried with values whose forms are known, each time: what it gets wrong is a reason.
     *
     * <p>Runs on: driver, under the request's moment.
     */
    Optional<String> digestRefusal(AuditRequest request);

    /**
     * The digests of a request's rows, one query a chunk: of the rows that {@link #forms} gives, by
     * the uppermost bits of each row's digest. A bucket may come several times, one without rows
     * not at all.
     *
     * @param buckets a power of two, at most 65536
     */
    JavaRDD<BucketDigest> digests(SparkSession session, AuditRequest request, int buckets);
}
