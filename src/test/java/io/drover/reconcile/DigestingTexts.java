package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.DigestingEngine;
import io.drover.engine.Moment;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The engine of texts, whose server digests its rows, as well as the test wants it to. */
final class DigestingTexts implements DigestingEngine {
    private final Optional<String> refusal;
    private final Server server;

    /** What the server makes of the right digest of a row. */
    interface Server extends Function<BucketDigest, BucketDigest>, Serializable {}

    private DigestingTexts(Optional<String> refusal, Server server) {
        this.refusal = refusal;
        this.server = server;
    }

    static DigestingTexts of(Server server) {
        return new DigestingTexts(Optional.empty(), server);
    }

    static DigestingTexts refusing(String reason) {
        return new DigestingTexts(
                Optional.of(reason),
                digest -> {
                    throw new IllegalStateException("It was refused");
                });
    }

    @Override
    public String type() {
        return "texts";
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        throw new UnsupportedOperationException("The test holds the snapshots");
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        return new TextsEngine().forms(session, request);
    }

    @Override
    public Optional<String> digestRefusal(AuditRequest request) {
        return refusal;
    }

    @Override
    public JavaRDD<BucketDigest> digests(SparkSession session, AuditRequest request, int buckets) {
        Server asked = server;
        return forms(session, request).mapPartitions(forms -> digests(forms, buckets, asked));
    }

    private static Iterator<BucketDigest> digests(
            Iterator<byte[]> forms, int buckets, Server server) {
        Iterable<byte[]> all = () -> forms;
        List<BucketDigest> digests = new ArrayList<>();
        for (byte[] form : all) {
            CanonicalDigest digest = new CanonicalDigest();
            digest.digest(form, 0, form.length);
            digests.add(
                    server.apply(
                            new BucketDigest(
                                    KeyHash.bucket(digest.high(), buckets),
                                    1,
                                    digest.high(),
                                    digest.low(),
                                    0)));
        }
        return digests.iterator();
    }
}
