package io.drover.extract.connector;

import io.drover.extract.SourceAccess;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.rules.DecodedColumn;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What a {@link ChunkSource} reads: a table's chunks as Spark values, each a Spark partition in the
 * order given. Its rules say with {@code decoded} which columns, and nothing else.
 *
 * <p>Shape: each decoded column under its name with its Spark type. A row with a value that its
 * Spark type does not hold exactly is not handed out but told to the tally, never changed.
 *
 * @param tally the name of the {@link TypedTally} that is told of each chunk
 * @param mostAside of a chunk; when more rows are set aside the task fails
 */
public record TypedRead(SourceAccess access, TablePlan table, String tally, long mostAside)
        implements ChunkRead {
    public TypedRead {
        if (table.rules() == null || !table.columns().isEmpty()) {
            throw new IllegalArgumentException("Only decoded columns are read as Spark values");
        }
    }

    @Override
    public StructType schema() {
        StructType schema = new StructType();
        for (DecodedColumn column : table.rules().decoded()) {
            schema = schema.add(column.name(), DataType.fromDDL(column.sparkType()), true);
        }
        return schema;
    }

    /** The same read with one chunk only, for tasks that are told theirs by other means. */
    private TypedRead withoutChunks() {
        return new TypedRead(access, table.only(table.chunks().get(0)), tally, mostAside);
    }

    @Override
    public String description() {
        return "values of " + table.source();
    }

    @Override
    public Readers readers() {
        return new Typed(withoutChunks(), schema(), TypedTally.named(tally));
    }

    private record Typed(TypedRead read, StructType schema, TypedTally tally) implements Readers {
        @Override
        public PartitionReader<InternalRow> open(ChunkPlan chunk) {
            return new TypedPartitionReader(read, schema, chunk, tally);
        }
    }
}
