package io.drover.engine.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns and folders that a table has after a load. */
final class DeltaShape {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DeltaShape() {}

    /**
     * What Delta must know of the table: for a replacement the plan's columns, in folders as the
     * spec says, or else as before; the properties stay. For other loads as it stands.
     */
    static Metadata of(DeltaDdl ddl, StoredTable table, Metadata standing) {
        if (table.plan().mode() != LoadMode.REPLACE) {
            return standing;
        }
        StructType schema = DeltaDdl.schema(table);
        List<String> folders = ddl.partitionedBy(table);
        if (folders.isEmpty()) {
            folders =
                    standing.getPartitionColumns().stream()
                            .filter(column -> List.of(schema.fieldNames()).contains(column))
                            .toList();
        }
        boolean same = alike(schema, standing.schema());
        if (same && folders.equals(standing.getPartitionColumns())) {
            return standing;
        }
        try {
            ObjectNode whole = (ObjectNode) MAPPER.readTree(standing.json());
            ObjectNode metadata = (ObjectNode) whole.get("metaData");
            metadata.put("schemaString", schema.json());
            var columns = metadata.putArray("partitionColumns");
            folders.forEach(columns::add);
            return (Metadata) Action.fromJson(whole.toString());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Delta's own JSON", impossible);
        }
    }

    /** The same but for what Delta notes of columns for itself. */
    private static boolean alike(StructType wanted, StructType standing) {
        if (wanted.size() != standing.size()) {
            return false;
        }
        for (int at = 0; at < wanted.size(); at++) {
            StructField one = wanted.apply(at);
            StructField other = standing.apply(at);
            if (!one.name().equals(other.name())
                    || !one.dataType().equals(other.dataType())
                    || one.nullable() != other.nullable()
                    || !one.getComment().equals(other.getComment())) {
                return false;
            }
        }
        return true;
    }

    /** Delta's low-level writer takes what it is given: the types must be the table's own. */
    static void refuseMisfit(DeltaTables tables, StoredTable table, Metadata standing) {
        List<String> misfits = new ArrayList<>();
        StructType wanted = DeltaDdl.schema(table);
        StructType schema = standing.schema();
        for (StructField field : wanted.fields()) {
            Optional<StructField> there = field(schema, field.name());
            if (there.isEmpty()) {
                misfits.add("it has no column " + field.name());
            } else if (!there.get().dataType().equals(field.dataType())) {
                misfits.add(
                        "its column %s is %s and would get %s"
                                .formatted(
                                        field.name(),
                                        there.get().dataType().sql(),
                                        field.dataType().sql()));
            }
        }
        for (StructField field : schema.fields()) {
            if (!field.nullable() && field(wanted, field.name()).isEmpty()) {
                misfits.add(
                        "nothing of the source goes to " + field.name() + ", which is NOT NULL");
            }
        }
        if (!misfits.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot load into %s: %s. Alter the table, or load with replace."
                            .formatted(
                                    tables.sql(table.plan().target()), String.join("; ", misfits)));
        }
    }

    /** Delta's names are not told apart by case. */
    private static Optional<StructField> field(StructType schema, String name) {
        for (StructField field : schema.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
