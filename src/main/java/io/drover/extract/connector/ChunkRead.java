package io.drover.extract.connector;

import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
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
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;

/**
 * What a {@link ChunkSource} reads: a table's chunks, each a Spark partition in the order given.
 */
public sealed interface ChunkRead extends Serializable permits CopyRead, TypedRead {
    TablePlan table();

    /** Of the rows. */
    StructType schema();

    /** For Spark's own pages. */
    String description();

    /** Opens a chunk in the task that reads it. */
    @FunctionalInterface
    interface Readers extends Serializable {
        PartitionReader<InternalRow> open(ChunkPlan chunk);
    }

    /** What tasks are sent. Asked on the driver, where what counts for it can be found. */
    Readers readers();

    /** The rows, as the schema says; a partition for each chunk. */
    default Dataset<Row> rows(SparkSession session) {
        return session.read()
                .format(ChunkSource.class.getName())
                .option(ChunkSource.OPTION, toOption())
                .load();
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

    static ChunkRead fromOption(String text) {
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return (ChunkRead) in.readObject();
        } catch (IOException | ClassNotFoundException damaged) {
            throw new IllegalArgumentException(
                    "Option " + ChunkSource.OPTION + " is not a read", damaged);
        }
    }
}
