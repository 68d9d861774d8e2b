package io.drover.testing.snowflake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What Snowflake knows of a table and H2 does not: keys that nobody enforces, files loaded, the
 * rows before each committed change. It belongs to the table, not to its name: SWAP and RENAME move
 * it.
 */
final class Tables {
    /**
     * A key as declared.
     *
     * @param kind PRIMARY KEY, UNIQUE or FOREIGN KEY
     * @param referenced the table and columns that a foreign key names; null otherwise
     */
    record Constraint(
            String kind,
            String name,
            List<String> columns,
            TableName referenced,
            List<String> referencedColumns) {}

    /** The rows as they were until a commit. */
    record Version(long sequence, Instant until, TableName copy) {}

    /** One table under whatever name. */
    static final class Entry {
        final Instant created;
        final long firstSequence;
        final List<Constraint> constraints = new ArrayList<>();
        final Set<String> loadedFiles = new HashSet<>();
        final List<Version> versions = new ArrayList<>();
        final List<CopyHistory.Load> loads = new ArrayList<>();
        String kind = "TABLE";
        String comment = "";
        String clusterBy = "";

        int retentionDays = 1;

        Entry(Instant created, long firstSequence) {
            this.created = created;
            this.firstSequence = firstSequence;
        }
    }

    private final Engine engine;
    private final Connection committed;
    private final Map<TableName, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, Long> marks = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private int copies;

    Tables(Engine engine) throws SQLException {
        this.engine = engine;
        this.committed = engine.connect();
    }

    /**
     * What is known of a table; of one that was made straight in the engine, nothing but that it
     * stood.
     */
    Entry entry(TableName table) {
        return entries.computeIfAbsent(table, name -> new Entry(Instant.EPOCH, 0));
    }

    Entry created(TableName table) {
        Entry entry = new Entry(Instant.now(), sequence.incrementAndGet());
        entries.put(table, entry);
        return entry;
    }

    void dropped(TableName table) {
        entries.remove(table);
    }

    void renamed(TableName from, TableName to) {
        Entry entry = entry(from);
        entries.remove(from);
        entries.put(to, entry);
    }

    /** The session is about to change the table's rows. */
    void touch(Session session, TableName table) {
        session.touched().add(table);
    }

    boolean hasLoaded(TableName table, String file) {
        return entry(table).loadedFiles.contains(file);
    }

    /** Notes a file with its row in the reply of COPY. */
    void loaded(Session session, TableName table, String file, String[] row) {
        session.afterCommit(
                () -> {
                    entry(table).loadedFiles.add(file);
                    entry(table).loads.add(new CopyHistory.Load(Instant.now(), row));
                });
    }

    /** Commits, after the rows that the changed tables had until now are set aside. */
    synchronized void commit(Session session) throws SQLException {
        long now = sequence.incrementAndGet();
        for (TableName table : session.touched()) {
            if (entry(table).retentionDays > 0 && isVisible(table)) {
                entry(table).versions.add(new Version(now, Instant.now(), copy(table)));
            }
        }
        session.commit();
    }

    /** A temporary table is its session's alone and has no past here. */
    private boolean isVisible(TableName table) throws SQLException {
        return !engine.columns(committed, table).isEmpty();
    }

    private TableName copy(TableName table) throws SQLException {
        TableName copy = new TableName("$SF", "V" + ++copies);
        try (Statement statement = committed.createStatement()) {
            statement.execute(definition(committed, table, copy, "CREATE TABLE "));
            statement.execute("INSERT INTO " + copy.h2() + " SELECT * FROM " + table.h2());
        }
        return copy;
    }

    /** The statement that makes an empty table with the columns of another. */
    String definition(Connection connection, TableName like, TableName table, String create)
            throws SQLException {
        List<String> columns =
                engine.columns(connection, like).stream().map(Engine.EngineColumn::h2).toList();
        if (columns.isEmpty()) {
            throw SnowflakeError.missing("Table", like.toString());
        }
        return create + table.h2() + " (" + String.join(", ", columns) + ")";
    }

    /** Notes when a statement took place among the commits. */
    void mark(String queryId) {
        marks.put(queryId, sequence.get());
    }

    /** Where the rows are that the table had right after a statement. */
    TableName after(TableName table, String queryId) {
        long at = markOf(queryId);
        return version(table, version -> version.sequence() > at, at < entry(table).firstSequence);
    }

    /** Where the rows are that the table had right before a statement. */
    TableName before(TableName table, String queryId) {
        long at = markOf(queryId);
        return version(
                table, version -> version.sequence() >= at, at <= entry(table).firstSequence);
    }

    /** Where the rows are that the table had at an instant. */
    TableName at(TableName table, Instant instant) {
        return version(
                table,
                version -> version.until().isAfter(instant),
                instant.isBefore(entry(table).created));
    }

    private long markOf(String queryId) {
        Long mark = marks.get(queryId);
        if (mark == null) {
            throw new SnowflakeError(
                    "000709",
                    "02000",
                    "Time travel data is not available: statement " + queryId + " not found");
        }
        return mark;
    }

    private TableName version(
            TableName table, java.util.function.Predicate<Version> isLater, boolean tooOld) {
        if (tooOld || entry(table).retentionDays == 0) {
            throw new SnowflakeError(
                    "000707",
                    "02000",
                    "Time travel data is not available for table "
                            + table.table()
                            + ". The requested time is either beyond the allowed time travel"
                            + " period or before the object creation time.");
        }
        return entry(table).versions.stream()
                .filter(isLater)
                .min(Comparator.comparingLong(Version::sequence))
                .map(Version::copy)
                .orElse(table);
    }

    /** The names of all tables and views, of the session's own too, in their order. */
    List<TableName> names(Connection connection, String type) throws SQLException {
        List<TableName> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery(
                                "SELECT table_schema, table_name FROM information_schema.tables"
                                        + " WHERE table_schema NOT IN ('$SF', 'INFORMATION_SCHEMA')"
                                        + " AND table_type LIKE '%"
                                        + type
                                        + "' ORDER BY 1, 2")) {
            while (results.next()) {
                names.add(new TableName(results.getString(1), results.getString(2)));
            }
        }
        return names;
    }
}
