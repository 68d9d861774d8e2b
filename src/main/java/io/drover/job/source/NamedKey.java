package io.drover.job.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A key as somebody writes it on the command line: columns of the source, and texts. */
final class NamedKey {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NamedKey() {}

    /**
     * Its columns with their types.
     *
     * @throws MigrationException USAGE when the table has no such column
     */
    static List<KeyColumn> columns(TableInfo table, Map<String, String> key) {
        return key.keySet().stream()
                .map(
                        name ->
                                table.columns().stream()
                                        .filter(column -> column.name().equals(name))
                                        .findFirst()
                                        .map(column -> new KeyColumn(name, name, column.type()))
                                        .orElseThrow(() -> unknown(table, name)))
                .toList();
    }

    /** The refusal of a column that the table does not have. */
    static MigrationException unknown(TableInfo table, String column) {
        return new MigrationException(
                ErrorKind.USAGE,
                "Cannot find rows of %s by %s: it has no such column. It has %s."
                        .formatted(
                                table.name(),
                                column,
                                table.columns().stream()
                                        .map(ColumnInfo::name)
                                        .collect(Collectors.joining(", "))));
    }

    /** A JSON array of this one. */
    static String json(Map<String, String> key) {
        ObjectNode one = MAPPER.createObjectNode();
        key.forEach(one::put);
        return MAPPER.createArrayNode().add(one).toString();
    }

    /** The refusal of values that the server could not read. */
    static MigrationException isNone(
            TableName table,
            List<KeyColumn> columns,
            Map<String, String> key,
            MigrationException refused) {
        if (refused.kind() == ErrorKind.TRANSIENT) {
            return refused;
        }
        return new MigrationException(
                ErrorKind.USAGE,
                "Cannot find rows of %s by %s: that is no %s. Write the value as PostgreSQL does."
                        .formatted(
                                table,
                                key.entrySet().stream()
                                        .map(part -> part.getKey() + "=" + part.getValue())
                                        .collect(Collectors.joining(",")),
                                columns.stream()
                                        .map(KeyColumn::type)
                                        .collect(Collectors.joining(", "))),
                refused);
    }
}
