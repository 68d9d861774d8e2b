package io.drover.engine.delta;

import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;

/** How many rows a version has. */
final class DeltaRows {
    private DeltaRows() {}

    /** From the statistics of its files, deleted rows left out; those without any count nothing. */
    static long count(Snapshot version) {
        var sum =
                version.allFiles()
                        .toDF()
                        .select(
                                functions.sum(
                                        functions.expr(
                                                "coalesce(cast(get_json_object(stats, '$.numRecords') AS bigint), 0)"
                                                        + " - coalesce(deletionVector.cardinality, 0)")))
                        .first();
        return sum.isNullAt(0) ? 0 : sum.getLong(0);
    }
}
