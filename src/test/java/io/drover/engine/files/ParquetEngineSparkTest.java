package io.drover.engine.files;

class ParquetEngineSparkTest extends SparkFilesContract {
    @Override
    protected String format() {
        return "parquet";
    }
}
