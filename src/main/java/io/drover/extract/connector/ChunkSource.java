package io.drover.extract.connector;

import io.drover.model.ChunkPlan;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Spark's DataSource V2 over the chunks of a source, under a shared snapshot; its one option
 * carries a {@link ChunkRead}. Nothing is pushed down: the plan has said what is read.
 */
public final class ChunkSource implements TableProvider {
    /** Spark redacts options whose name says "secret". */
    static final String OPTION = "drover.read.secret";

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return ChunkRead.fromOption(options.get(OPTION)).schema();
    }

    @Override
    public Table getTable(
            StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new ChunkedTable(ChunkRead.fromOption(properties.get(OPTION)));
    }

    private record ChunkedTable(ChunkRead read) implements Table, SupportsRead {
        @Override
        public String name() {
            return read.description();
        }

        @Override
        @SuppressWarnings(
                "deprecation") // columns() cannot be overridden before Spark 3.4 callers go.
        public StructType schema() {
            return read.schema();
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new ChunkScan(read);
        }
    }

    private record ChunkScan(ChunkRead read) implements Scan, Batch {
        @Override
        public StructType readSchema() {
            return read.schema();
        }

        @Override
        public String description() {
            return read.description();
        }

        @Override
        public Batch toBatch() {
            return this;
        }

        @Override
        public InputPartition[] planInputPartitions() {
            return read.table().chunks().stream().map(Part::new).toArray(InputPartition[]::new);
        }

        @Override
        public PartitionReaderFactory createReaderFactory() {
            return new Tasks(read.readers());
        }
    }

    private record Part(ChunkPlan chunk) implements InputPartition {}

    private record Tasks(ChunkRead.Readers readers) implements PartitionReaderFactory {
        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            return readers.open(((Part) partition).chunk());
        }
    }
}
