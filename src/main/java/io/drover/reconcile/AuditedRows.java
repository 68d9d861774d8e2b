package io.drover.reconcile;

import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.DigestingEngine;
import io.drover.engine.Engine;
import io.drover.model.ChunkPlan;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of one pair on a side that is an engine: their forms, or their digests by its server.
 */
record AuditedRows(SparkSession session, Engine engine, AuditRequest request, TablePair pair)
        implements RowForms {
    @Override
    public JavaRDD<byte[]> forms() {
        JavaRDD<byte[]> all = engine.forms(session, request);
        return pair.only() == null ? all : all.filter(some(pair.only()));
    }

    private FormsOfKeys some(TablePair.SomeRows rows) {
        int keys = pair.keyColumns();
        return new FormsOfKeys(
                request.columns().subList(0, keys),
                pair.columns().subList(0, keys).stream().map(ComparedColumn::name).toList(),
                rows.keys());
    }

    /** Whether its server can digest any rows at all. */
    boolean isDigested() {
        return engine instanceof DigestingEngine;
    }

    /** Why {@code auto} leaves none of these rows to their server; nothing: it may. */
    Optional<String> notByItself() {
        return ((DigestingEngine) engine).notByItself();
    }

    /** Why tasks make the digests of these rows; nothing: the server can. */
    Optional<String> digestRefusal() {
        if (pair.only() != null) {
            return Optional.of("only some rows are compared");
        }
        return pair.tolerances().isEmpty()
                ? ((DigestingEngine) engine).digestRefusal(request)
                : Optional.of("values are compared with tolerances");
    }

    /** Where {@link #digestRefusal} has no reason against it. */
    JavaRDD<BucketDigest> digests(int buckets) {
        return ((DigestingEngine) engine).digests(session, request, buckets);
    }

    /** As their engine's statistics have it; 0 where it has none. */
    long estimatedBytes() {
        return request.chunks().stream().mapToLong(ChunkPlan::estimatedBytes).sum();
    }

    /** How many there are. */
    long count() {
        if (request.columns().isEmpty()) {
            throw new IllegalStateException("no column of it is compared");
        }
        try {
            return engine.forms(session, request.onlyFirstColumn()).count();
        } catch (Exception failure) {
            throw new IllegalStateException(
                    FormedRows.reason(failure, "its auditor failed at a row"), failure);
        }
    }

    /** Part of them, to be measured. */
    AuditedRows firstChunk() {
        return new AuditedRows(
                session,
                engine,
                request.only(request.chunks().subList(0, Math.min(1, request.chunks().size()))),
                pair);
    }
}
