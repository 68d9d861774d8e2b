package io.drover.extract.connector;

import io.drover.extract.SourceAccess;
import io.drover.model.ColumnPlan;
import io.drover.model.TablePlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Base64;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a {@link CopySource} reads: a table's chunks, each a Spark partition in the order given.
 *
 * <p>Shape: one nullable binary column for each column of the plan, named after its source: the
 * bytes of the field in the table's wire form, opaque.
 */
public record CopyRead(SourceAccess access, TablePlan table) implements Serializable {
    /** The option that carries it. Spark redacts options whose name says "secret". */
    public static final String OPTION = "drover.read.secret";

    StructType schema() {
        return new StructType(
                table.columns().stream()
                        .map(ColumnPlan::source)
                        .map(
                                name ->
                                        new StructField(
                                                name, DataTypes.BinaryType, true, Metadata.empty()))
                        .toArray(StructField[]::new));
    }

    /** The same read with one chunk only, for tasks that are told theirs by other means. */
    CopyRead withoutChunks() {
        return new CopyRead(access, table.only(table.chunks().get(0)));
    }

    /** As the text of an option; it holds the password, as every JDBC option set does. */
    public String toOption() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException impossible) {
            throw new IllegalStateException("Writing to memory", impossible);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static CopyRead fromOption(String text) {
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return (CopyRead) in.readObject();
        } catch (IOException | ClassNotFoundException damaged) {
            throw new IllegalArgumentException("Option " + OPTION + " is not a read", damaged);
        }
    }
}
