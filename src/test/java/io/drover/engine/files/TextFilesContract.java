package io.drover.engine.files;

import io.drover.engine.ChunkedEngine;
import io.drover.engine.DefinedColumn;
import io.drover.engine.EngineContract;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of text files. A table is a sub-folder, and each INSERT a file in it; what a CREATE
 * says of a column's type goes to {@code files.types}, and a column without one is guessed.
 */
abstract class TextFilesContract extends EngineContract {
    @TempDir Path folder;

    private final Map<String, List<String>> columns = new TreeMap<>();
    private final List<String> types = new ArrayList<>();

    /** A value as a statement has it. */
    record Value(String text, boolean quoted) {
        boolean isNull() {
            return !quoted && text.equals("NULL");
        }
    }

    /** The name of the format, which files end with too. */
    protected abstract String format();

    /** What a file of these rows holds. */
    protected abstract String file(List<String> names, List<List<Value>> rows);

    @Override
    protected ChunkedEngine engine() {
        return new FilesEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return FilesTrial.endpoint(
                folder, "format = " + format(), "types = { " + String.join(", ", types) + " }");
    }

    @Override
    protected TableName table(String name) {
        return new TableName("files", name);
    }

    @Override
    protected String integerType() {
        return "bigint";
    }

    @Override
    protected String keyTextType() {
        return "text";
    }

    @Override
    protected boolean tellsNotNull() {
        return false;
    }

    @Override
    protected boolean filters() {
        return false;
    }

    @Override
    protected void execute(String... statements) {
        // Types of columns that no selected table has are refused.
        if (statements[0].startsWith("CREATE TABLE")) {
            types.clear();
        }
        for (String statement : statements) {
            DefinedColumn.read(statement, new Written());
        }
    }

    /** Into files. */
    private final class Written implements DefinedColumn.Reader {
        @Override
        public void create(String table, List<DefinedColumn> defined) {
            columns.put(table, defined.stream().map(DefinedColumn::name).toList());
            for (DefinedColumn column : defined) {
                if (!column.type().isEmpty()) {
                    types.add("\"%s.%s\" = \"%s\"".formatted(table, column.name(), column.type()));
                }
            }
            write(table, List.of());
        }

        @Override
        public void insert(String table, String values) {
            write(table, rows(values));
        }
    }

    private static List<List<Value>> rows(String text) {
        List<List<Value>> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            List<Value> row = new ArrayList<>();
            do {
                at++;
                while (text.charAt(at) == ' ') {
                    at++;
                }
                int from = at;
                boolean quoted = text.charAt(at) == '\'';
                boolean inside = false;
                while (inside || (text.charAt(at) != ',' && text.charAt(at) != ')')) {
                    inside ^= text.charAt(at) == '\'';
                    at++;
                }
                String value = text.substring(from, at);
                row.add(
                        quoted
                                ? new Value(
                                        value.substring(1, value.length() - 1).replace("''", "'"),
                                        true)
                                : new Value(value, false));
            } while (text.charAt(at) == ',');
            rows.add(row);
            at += "), ".length();
        }
        return rows;
    }

    private void write(String table, List<List<Value>> rows) {
        Path home = folder.resolve(table);
        try {
            Files.createDirectories(home);
            try (Stream<Path> written = Files.list(home)) {
                Path part = home.resolve("part-%04d.%s".formatted(written.count(), format()));
                Files.writeString(part, file(columns.get(table), rows));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
