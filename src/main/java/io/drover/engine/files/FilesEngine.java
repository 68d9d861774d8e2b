package io.drover.engine.files;

import io.drover.engine.AuditRequest;
import io.drover.engine.ChunkedEngine;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.error.ErrorKind;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireRows;
import io.drover.spec.EndpointSpec;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Files in a folder of any file system that Hadoop knows. */
public final class FilesEngine implements ChunkedEngine {
    @Override
    public String type() {
        return "files";
    }

    @Override
    public boolean hasKeys() {
        return false;
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        return new TextMoment(kind(side), endpoint, readers);
    }

    static ErrorKind kind(Side side) {
        return side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET;
    }

    @Override
    public WireRows read(ReadRequest request) {
        return new TextRows(request);
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        throw new UnsupportedOperationException("Not yet");
    }
}
