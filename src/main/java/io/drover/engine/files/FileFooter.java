package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.io.Serializable;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.mapred.FsInput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * What a file of a format with a schema says of itself.
 *
 * @param schema as the format writes it; equal texts are equal schemas
 * @param rows exactly: from the footer, of Avro from the heads of its blocks
 */
record FileFooter(SourceFile file, String schema, long rows) implements Serializable {
    static FileFooter of(EndpointSpec endpoint, SourceFile file) {
        FilesSpec.Format format = ((FilesSpec) endpoint.engine()).format();
        Configuration configuration = HadoopFiles.configuration(endpoint);
        Path path = new Path(file.path());
        try {
            TextInput.unchanged(endpoint, file);
            return switch (format) {
                case PARQUET -> parquet(file, path, configuration);
                case ORC -> orc(file, path, configuration);
                case AVRO -> avro(file, path, configuration);
                case CSV, TSV, JSONL -> throw new IllegalArgumentException(format + " has none");
            };
        } catch (IOException failure) {
            throw TextInput.failure(file, failure);
        } catch (MigrationException told) {
            throw told;
        } catch (RuntimeException damaged) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s as %s: %s. Fetch it again, or move it out of the folder."
                            .formatted(file.name(), format, damaged.getMessage()),
                    damaged);
        }
    }

    private static FileFooter parquet(SourceFile file, Path path, Configuration configuration)
            throws IOException {
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(path, configuration))) {
            long rows = 0;
            for (BlockMetaData block : reader.getFooter().getBlocks()) {
                rows += block.getRowCount();
            }
            return new FileFooter(
                    file, reader.getFooter().getFileMetaData().getSchema().toString(), rows);
        }
    }

    private static FileFooter orc(SourceFile file, Path path, Configuration configuration)
            throws IOException {
        try (Reader reader = OrcFile.createReader(path, OrcFile.readerOptions(configuration))) {
            return new FileFooter(file, reader.getSchema().toString(), reader.getNumberOfRows());
        }
    }

    private static FileFooter avro(SourceFile file, Path path, Configuration configuration)
            throws IOException {
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(
                        new FsInput(path, configuration),
                        new GenericDatumReader<GenericRecord>())) {
            long rows = 0;
            while (reader.hasNext()) {
                rows += reader.getBlockCount();
                reader.nextBlock();
            }
            return new FileFooter(file, reader.getSchema().toString(), rows);
        }
    }
}
