package io.drover.extract.connector;

import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
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
import org.apache.spark.util.CollectionAccumulator;

/**
 * Spark's DataSource V2 over {@code COPY … TO STDOUT} under a shared snapshot; see {@link CopyRead}
 * for its one option and its shape. Nothing is pushed down: the plan has said what is read.
 */
public final class CopySource implements TableProvider {
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return CopyRead.fromOption(options.get(CopyRead.OPTION)).schema();
    }

    @Override
    public Table getTable(
            StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new CopyTable(CopyRead.fromOption(properties.get(CopyRead.OPTION)));
    }

    private record CopyTable(CopyRead read) implements Table, SupportsRead {
        @Override
        public String name() {
            return "copy " + read.table().source();
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
            return () -> new CopyScan(read);
        }
    }

    private record CopyScan(CopyRead read) implements Scan, Batch {
        @Override
        public StructType readSchema() {
            return read.schema();
        }

        @Override
        public String description() {
            return "copy " + read.table().source();
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
            return new Readers(
                    read.withoutChunks(),
                    read.schema(),
                    read.counter() == null ? null : ReadCounters.named(read.counter()));
        }
    }

    private record Part(ChunkPlan chunk) implements InputPartition {}

    private record Readers(
            CopyRead read,
            StructType schema,
            @Nullable CollectionAccumulator<ReadCounters.ChunkCount> counter)
            implements PartitionReaderFactory {
        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            return new CopyPartitionReader(read, schema, ((Part) partition).chunk(), counter);
        }
    }
}
