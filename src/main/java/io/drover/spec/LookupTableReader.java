package io.drover.spec;

import io.drover.model.rules.LookupPlan.Origin;
import io.drover.spec.rules.ValueStep.LookupTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of a {@code lookup { … }} or an {@code exists { … }}. */
final class LookupTableReader {
    private static final List<String> ORIGINS = List.of("table", "target-table", "file");

    private final Path spec;

    /** Files are found beside {@code spec}. */
    LookupTableReader(Path spec) {
        this.spec = spec;
    }

    /**
     * Reads {@code table | target-table | file} and looks into a file.
     *
     * @param keys its key columns, as the caller has read them
     * @param values further columns that must be there
     */
    LookupTable read(SpecNode node, List<String> keys, List<String> values) {
        List<String> written = ORIGINS.stream().filter(node::writes).toList();
        String table = node.optionalText("table");
        String targetTable = node.optionalText("target-table");
        String file = node.optionalText("file");
        if (written.size() != 1) {
            node.problem(
                    written.isEmpty() ? ORIGINS.get(0) : written.get(1),
                    written.isEmpty()
                            ? "is missing: write one of table, target-table, file"
                            : "and " + written.get(0) + " exclude each other; write one of them");
            return new LookupTable(Origin.SOURCE, "", keys, null);
        }
        if (file != null) {
            return file(node, file, keys, values);
        }
        String key = table == null ? "target-table" : "table";
        String name = table == null ? targetTable : table;
        if (name != null) {
            try {
                TableNames.parse(name);
            } catch (IllegalArgumentException failure) {
                node.problem(key, failure.getMessage());
            }
        }
        Origin origin = table == null ? Origin.TARGET : Origin.SOURCE;
        return new LookupTable(origin, name == null ? "" : name.strip(), keys, null);
    }

    private LookupTable file(
            SpecNode node, String written, List<String> keys, List<String> values) {
        Path path = spec.resolveSibling(written).normalize();
        List<String> columns = new ArrayList<>(keys);
        columns.addAll(values);
        LookupFile file = new LookupFile(path, keys);
        String digest = null;
        // An empty name is a problem that was noted already.
        if (columns.stream().noneMatch(String::isEmpty)) {
            List<String> problems = file.problems(columns);
            problems.forEach(problem -> node.problem("file", problem));
            digest = problems.isEmpty() ? file.digest() : null;
        }
        return new LookupTable(Origin.FILE, path.toString(), keys, digest);
    }
}
