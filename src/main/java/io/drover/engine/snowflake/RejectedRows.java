package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows that COPY left out of the staging table: the numbers that a chunk lacks there. They are
 * rejected ones, and not those of a lost file, where COPY itself tells of as many; then each gets a
 * refused row in the staging table, and goes the way of all others.
 *
 * <p>Source: Snowflake documentation, "COPY INTO": with ON_ERROR = CONTINUE the rows that were
 * parsed and not loaded are those with errors; "COPY_HISTORY".
 */
final class RejectedRows {
    /** Of whatever is wrong with data. */
    private static final String STATE = "22000";

    private static final Pattern COLUMN = Pattern.compile("\\bC(\\d{1,5})\\b");

    private final Connection connection;
    private final StagedSql sql;
    private final StoredTable table;
    private final Map<Integer, Long> handed;
    private final Map<Integer, Long> staged;

    /**
     * @param handed by chunk, how many rows the connector was given
     * @param staged by chunk, how many are in the staging table, each once
     */
    RejectedRows(
            Connection connection,
            StagedSql sql,
            StoredTable table,
            Map<Integer, Long> handed,
            Map<Integer, Long> staged) {
        this.connection = connection;
        this.sql = sql;
        this.table = table;
        this.handed = handed;
        this.staged = staged;
    }

    /**
     * Marks them.
     *
     * @throws MigrationException CONSISTENCY where COPY tells of other rows
     * @throws SQLException where they are more
     */
    void mark(int most) throws SQLException {
        long parsed = 0;
        long loaded = 0;
        Set<String> reasons = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet files =
                        statement.executeQuery(
                                sql.copied(SnowflakeSession.text(connection, sql.made())))) {
            while (files.next()) {
                parsed += files.getLong(1);
                loaded += files.getLong(2);
                if (files.getString(3) != null) {
                    reasons.add(reason(files.getString(3), files.getString(4)));
                }
            }
        }
        String told = String.join("; or ", reasons);
        if (parsed != sum(handed) || loaded != sum(staged)) {
            throw unaccounted(
                    "and COPY tells of %d rows, of which it loaded %d%s"
                            .formatted(parsed, loaded, told.isEmpty() ? "" : " (" + told + ")"));
        }
        long rejected = parsed - loaded;
        if (rejected > most) {
            throw new SQLException(
                    "COPY rejected %d rows of one batch, more than %d: %s"
                            .formatted(rejected, most, told),
                    STATE);
        }
        Map<Integer, Long> lacking = new TreeMap<>(handed);
        lacking.entrySet().removeIf(chunk -> chunk.getValue().equals(staged.get(chunk.getKey())));
        long marked =
                SnowflakeSession.update(
                                connection,
                                sql.markLacking(lacking, STATE + " COPY rejected it: " + told))
                        .rows();
        if (marked != rejected) {
            throw unaccounted("and %d of their numbers are not there".formatted(marked));
        }
    }

    /** The rows that are there are not those that were to be. */
    MigrationException unaccounted(String more) {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot vouch for %s: by chunk, rows %s were handed to the connector and the staging table has %s, %s. Nothing of them is in the table; give the same command again, and report it if it stays so."
                        .formatted(table.plan().target(), handed, staged, more));
    }

    private static long sum(Map<Integer, Long> chunks) {
        return chunks.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The first of a file, without the value that it quotes. */
    private String reason(String message, @Nullable String stagingColumn) {
        String text = message.lines().findFirst().orElse("").replaceAll("'.*'", "'…'");
        Matcher column = COLUMN.matcher(stagingColumn == null ? "" : stagingColumn);
        int at = column.find() ? Integer.parseInt(column.group(1)) : 0;
        return at < 1 || at > table.plan().columns().size()
                ? text
                : table.plan().columns().get(at - 1).target() + ": " + text;
    }
}
