package io.drover.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column as a contract's CREATE TABLE has it, for engines that know no such statement.
 *
 * @param type empty where none is written
 */
public record DefinedColumn(String name, String type, boolean notNull) {
    private static final Pattern CREATE = Pattern.compile("CREATE TABLE (\\w+) \\((.*)\\)");
    private static final Pattern INSERT = Pattern.compile("INSERT INTO (\\w+) VALUES (.*)");
    private static final Pattern KEY = Pattern.compile("(PRIMARY|FOREIGN) KEY .*");
    private static final Pattern NO_TYPE = Pattern.compile(" NOT NULL| PRIMARY KEY");

    /** What a contract says of tables. */
    public interface Reader {
        void create(String table, List<DefinedColumn> columns);

        /**
         * Adds rows.
         *
         * @param rows as {@code (1, 'a'), (2, NULL)}
         */
        void insert(String table, String rows);
    }

    public static void read(String statement, Reader reader) {
        Matcher create = CREATE.matcher(statement);
        Matcher insert = INSERT.matcher(statement);
        if (create.matches()) {
            reader.create(create.group(1), of(create.group(2)));
        } else if (insert.matches()) {
            reader.insert(insert.group(1), insert.group(2));
        } else {
            throw new IllegalArgumentException(statement);
        }
    }

    private static List<DefinedColumn> of(String definition) {
        List<DefinedColumn> columns = new ArrayList<>();
        // Not the commas inside parentheses.
        for (String part : definition.split(", (?![^(]*\\))", -1)) {
            if (!KEY.matcher(part).matches()) {
                String[] words = NO_TYPE.matcher(part).replaceAll("").split(" ", 2);
                columns.add(
                        new DefinedColumn(
                                words[0],
                                words.length > 1 ? words[1].strip() : "",
                                part.contains(" NOT NULL")));
            }
        }
        return columns;
    }
}
