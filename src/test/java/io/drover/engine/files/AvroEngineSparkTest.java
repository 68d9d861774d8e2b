package io.drover.engine.files;

import java.util.List;

class AvroEngineSparkTest extends SparkFilesContract {
    @Override
    protected String format() {
        return "avro";
    }

    /** Its least integer has 32 bits. */
    @Override
    protected List<Sample> samples() {
        return super.samples().stream()
                .filter(sample -> !sample.declared().equals("TINYINT"))
                .toList();
    }
}
