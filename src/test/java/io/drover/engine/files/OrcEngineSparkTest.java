package io.drover.engine.files;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class OrcEngineSparkTest extends SparkFilesContract {
    @Override
    protected String format() {
        return "orc";
    }

    /** ORC's own writer and reader take the last second before 1970 for the first behind it. */
    @Override
    protected List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(super.samples());
        samples.removeIf(sample -> sample.declared().equals("TIMESTAMP"));
        samples.add(
                new Sample(
                        "TIMESTAMP",
                        "TIMESTAMP'1969-12-31 23:59:58.999999Z'",
                        "timestamp with time zone",
                        v -> v.addInstant(Instant.parse("1969-12-31T23:59:58.999999Z"))));
        return samples;
    }
}
