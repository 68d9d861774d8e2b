package io.drover.spec;

import io.drover.model.Nullable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of an endpoint of type {@code delta}, its object {@code delta}.
 *
 * @param version of a source; null: the newest
 * @param timestamp of a source, an instant in ISO form; null: none
 * @param partitionBy of a target, the columns of new tables' folders by the tables' names
 * @param clusterBy of a target, likewise the columns that new tables are clustered by
 * @param properties of new tables
 * @param deleteMissing whether an upsert deletes what the source does not have
 */
public record DeltaSpec(
        @Nullable Long version,
        @Nullable String timestamp,
        Map<String, List<String>> partitionBy,
        Map<String, List<String>> clusterBy,
        Map<String, String> properties,
        long fileBytes,
        int chunksAtOnce,
        boolean deleteMissing)
        implements EngineSpec {
    static DeltaSpec read(SpecNode node) {
        DeltaSpec spec =
                new DeltaSpec(
                        node.has("version") ? node.count("version", 0, Long.MAX_VALUE) : null,
                        node.optionalInstant("timestamp"),
                        columns(node, "partition-by"),
                        columns(node, "cluster-by"),
                        node.properties("properties"),
                        node.bytes("file-bytes", 1 << 20, 1L << 40),
                        (int) node.count("chunks-at-once", 1, 1_000_000),
                        node.truth("delete-missing"));
        if (node.has("version") && node.has("timestamp")) {
            node.problem("timestamp", "and version exclude each other; write one of them");
        }
        for (String table : spec.partitionBy().keySet()) {
            if (spec.clusterBy().containsKey(table)) {
                node.problem(
                        "cluster-by",
                        "names %s, which partition-by names too; a table has one of them"
                                .formatted(table));
            }
        }
        node.refuseUnknownKeys();
        return spec;
    }

    private static Map<String, List<String>> columns(SpecNode node, String key) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        node.properties(key)
                .forEach(
                        (table, names) ->
                                columns.put(
                                        table,
                                        Arrays.stream(names.split(",", -1))
                                                .map(String::strip)
                                                .filter(name -> !name.isEmpty())
                                                .toList()));
        return columns;
    }
}
