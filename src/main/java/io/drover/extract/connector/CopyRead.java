package io.drover.extract.connector;

import io.drover.extract.SourceAccess;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RowRules;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * What a {@link ChunkSource} reads: a table's chunks, each a Spark partition in the order given.
 *
 * <p>Shape: one nullable binary column for each column of the plan, named after its source: the
 * bytes of the field in the table's wire form, opaque.
 *
 * <p>Shape of a table with rules: {@value FatedRow#OPAQUE} binary, all of those fields in one slice
 * (see {@link FatedRow}); each decoded column under its name with its Spark type; {@value
 * FatedRow#TID} bigint; {@value FatedRow#UNDECODABLE} string, which names each value that its Spark
 * type does not hold exactly and that therefore is NULL, as {@code amount: NaN has no place in
 * decimal(38,18)}, with "; " between, and is null where there is none.
 *
 * @param counter the name of the {@link ReadCounters} that is told of each chunk, or null
 */
public record CopyRead(SourceAccess access, TablePlan table, @Nullable String counter)
        implements ChunkRead {
    public CopyRead(SourceAccess access, TablePlan table) {
        this(access, table, null);
    }

    @Override
    public StructType schema() {
        if (table.rules() != null) {
            return ruled(table.rules());
        }
        return new StructType(
                table.columns().stream()
                        .map(ColumnPlan::source)
                        .map(
                                name ->
                                        new StructField(
                                                name, DataTypes.BinaryType, true, Metadata.empty()))
                        .toArray(StructField[]::new));
    }

    /** Of rows that rules look at. */
    public static StructType ruled(RowRules rules) {
        StructType schema = new StructType().add(FatedRow.OPAQUE, DataTypes.BinaryType, false);
        for (DecodedColumn column : rules.decoded()) {
            schema = schema.add(column.name(), DataType.fromDDL(column.sparkType()), true);
        }
        return schema.add(FatedRow.TID, DataTypes.LongType, false)
                .add(FatedRow.UNDECODABLE, DataTypes.StringType, true);
    }

    /** The same read with one chunk only, for tasks that are told theirs by other means. */
    private CopyRead withoutChunks() {
        return new CopyRead(access, table.only(table.chunks().get(0)), counter);
    }

    @Override
    public String description() {
        return "copy " + table.source();
    }

    @Override
    public Readers readers() {
        return new Copied(
                withoutChunks(), schema(), counter == null ? null : ReadCounters.named(counter));
    }

    private record Copied(
            CopyRead read,
            StructType schema,
            @Nullable CollectionAccumulator<ReadCounters.ChunkCount> counter)
            implements Readers {
        @Override
        public PartitionReader<InternalRow> open(ChunkPlan chunk) {
            return new CopyPartitionReader(read, schema, chunk, counter);
        }
    }
}
