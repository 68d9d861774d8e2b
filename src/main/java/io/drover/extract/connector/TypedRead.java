package io.drover.extract.connector;

import io.drover.extract.SourceAccess;
import io.drover.model.TablePlan;
import io.drover.model.rules.DecodedColumn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Base64;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What a {@link TypedSource} reads: a table's chunks as Spark values, each a Spark partition in the
 * order given. Its rules say with {@code decoded} which columns, and nothing else.
 *
 * <p>Shape: each decoded column under its name with its Spark type. A row with a value that its
 * Spark type does not hold exactly is not handed out but told to the tally, never changed.
 *
 * @param tally the name of the {@link TypedTally} that is told of each chunk
 * @param mostAside of a chunk; when more rows are set aside the task fails
 */
public record TypedRead(SourceAccess access, TablePlan table, String tally, long mostAside)
        implements Serializable {
    /** The option that carries it. Spark redacts options whose name says "secret". */
    static final String OPTION = "drover.typed.secret";

    public TypedRead {
        if (table.rules() == null || !table.columns().isEmpty()) {
            throw new IllegalArgumentException("Only decoded columns are read as Spark values");
        }
    }

    StructType schema() {
        StructType schema = new StructType();
        for (DecodedColumn column : table.rules().decoded()) {
            schema = schema.add(column.name(), DataType.fromDDL(column.sparkType()), true);
        }
        return schema;
    }

    /** The same read with one chunk only, for tasks that are told theirs by other means. */
    TypedRead withoutChunks() {
        return new TypedRead(access, table.only(table.chunks().get(0)), tally, mostAside);
    }

    /** The rows, as the shape above says; a partition for each chunk. */
    public Dataset<Row> rows(SparkSession session) {
        return session.read().format(TypedSource.class.getName()).option(OPTION, toOption()).load();
    }

    /** As the text of an option; it holds the password, as every JDBC option set does. */
    private String toOption() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException impossible) {
            throw new IllegalStateException("Writing to memory", impossible);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static TypedRead fromOption(String text) {
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return (TypedRead) in.readObject();
        } catch (IOException | ClassNotFoundException damaged) {
            throw new IllegalArgumentException("Option " + OPTION + " is not a read", damaged);
        }
    }
}
