package io.drover.engine;

import io.drover.spec.EndpointSpec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An engine that Spark itself reads. Its chunks are buckets of the rows' own hash, so that a chunk
 * holds the same rows whatever files and partitions they come from.
 */
public interface DatasetEngine extends Engine {
    /**
     * Whether the tables of an endpoint are read so. An engine that is a {@link ChunkedEngine} too
     * has its tasks read chunks where this is false: of files it depends on their format.
     */
    default boolean readsAsDataset(EndpointSpec endpoint) {
        return true;
    }

    /**
     * The rows of the whole table under the request's moment: the plan's source columns by their
     * names, in order, with the Spark type that {@code SparkTypes.loaded} pairs with the logical
     * {@code sourceType}. Its partitions are not the chunks: the caller deals the rows.
     */
    Dataset<Row> rows(SparkSession session, ReadRequest request);
}
