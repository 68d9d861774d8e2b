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

/** Spark's DataSource V2 over the chunks of a source as Spark values; see {@link TypedRead}. */
public final class TypedSource implements TableProvider {
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return TypedRead.fromOption(options.get(TypedRead.OPTION)).schema();
    }

    @Override
    public Table getTable(
            StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new TypedTable(TypedRead.fromOption(properties.get(TypedRead.OPTION)));
    }

    private record TypedTable(TypedRead read) implements Table, SupportsRead {
        @Override
        public String name() {
            return "values of " + read.table().source();
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
            return () -> new TypedScan(read);
        }
    }

    private record TypedScan(TypedRead read) implements Scan, Batch {
        @Override
        public StructType readSchema() {
            return read.schema();
        }

        @Override
        public String description() {
            return "values of " + read.table().source();
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
            return new Readers(read.withoutChunks(), read.schema(), TypedTally.named(read.tally()));
        }
    }

    private record Part(ChunkPlan chunk) implements InputPartition {}

    private record Readers(TypedRead read, StructType schema, TypedTally tally)
            implements PartitionReaderFactory {
        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            return new TypedPartitionReader(read, schema, ((Part) partition).chunk(), tally);
        }
    }
}
