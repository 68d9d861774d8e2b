package io.drover.reconcile;

import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.DigestingEngine;
import io.drover.engine.Engine;
import io.drover.spec.ReconcileSpec.DigestPlace;
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

    /** Why tasks make the digests, empty where nothing else can; nothing: the server does. */
    Optional<String> digestRefusal(DigestPlace place) {
        if (!(engine instanceof DigestingEngine digesting)) {
            return Optional.of("");
        }
        if (place == DigestPlace.TASKS) {
            return Optional.of("reconcile.digest is tasks");
        }
        if (pair.only() != null) {
            return Optional.of("only some rows are compared");
        }
        return pair.tolerances().isEmpty()
                ? digesting.digestRefusal(request)
                : Optional.of("values are compared with tolerances");
    }

    /** Where {@link #digestRefusal} has no reason against it. */
    JavaRDD<BucketDigest> digests(int buckets) {
        return ((DigestingEngine) engine).digests(session, request, buckets);
    }
}
