package io.drover.testing.snowflake;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One login: its connection to the engine, its settings, its transaction and what its statements
 * answered. The engine's autocommit is always off; this class commits where Snowflake would.
 */
final class Session implements AutoCloseable {
    private final long id;
    private final Connection connection;
    private final String masterToken = UUID.randomUUID().toString();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, SnowflakeError> failures = new ConcurrentHashMap<>();
    private final Set<TableName> touched = new LinkedHashSet<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private volatile String token = UUID.randomUUID().toString();
    private String schema;
    private String role;
    private String warehouse;
    private String lastQueryId = "";
    private boolean autocommit = true;
    private boolean inTransaction;
    private volatile boolean working;
    private volatile long restsSince = System.nanoTime();
    private boolean aborted;

    Session(long id, Connection connection, String schema, String role, String warehouse)
            throws SQLException {
        this.id = id;
        this.connection = connection;
        this.role = role;
        this.warehouse = warehouse;
        connection.setAutoCommit(false);
        try {
            use(schema);
        } catch (SQLException missing) {
            this.schema = null; // As in Snowflake: a login without a current schema.
        }
        set("TIMEZONE", "America/Los_Angeles");
    }

    long id() {
        return id;
    }

    Connection connection() {
        return connection;
    }

    String token() {
        return token;
    }

    String masterToken() {
        return masterToken;
    }

    /** A new token; the old one is no longer known. */
    String renew() {
        token = UUID.randomUUID().toString();
        return token;
    }

    String schema() {
        return schema;
    }

    String role() {
        return role;
    }

    String warehouse() {
        return warehouse;
    }

    void role(String name) {
        role = name;
    }

    void warehouse(String name) {
        warehouse = name;
    }

    void use(String name) throws SQLException {
        run("SET SCHEMA " + TableName.quoted(name));
        schema = name;
    }

    /** Sets a parameter of the session; those that the engine has too, there as well. */
    void set(String parameter, String value) throws SQLException {
        settings.put(parameter, value);
        if (parameter.equals("TIMEZONE")) {
            run("SET TIME ZONE '" + value + "'");
        } else if (parameter.equals("AUTOCOMMIT")) {
            autocommit = Boolean.parseBoolean(value);
        }
    }

    Map<String, String> settings() {
        return settings;
    }

    void begin() {
        inTransaction = true;
    }

    boolean commitsEachStatement() {
        return autocommit && !inTransaction;
    }

    /** The tables whose rows the transaction changed. */
    Set<TableName> touched() {
        return touched;
    }

    /** What becomes true with the transaction; forgotten when it is rolled back. */
    void afterCommit(Runnable consequence) {
        afterCommit.add(consequence);
    }

    /** Only {@link Tables#commit} calls it. */
    void commit() throws SQLException {
        connection.commit();
        afterCommit.forEach(Runnable::run);
        end();
    }

    void rollback() throws SQLException {
        connection.rollback();
        end();
    }

    private void end() {
        touched.clear();
        afterCommit.clear();
        inTransaction = false;
    }

    /** A statement begins; of a transaction that was aborted only its ROLLBACK may. */
    void works(String sql) {
        if (aborted && !sql.strip().toUpperCase(Locale.ROOT).startsWith("ROLLBACK")) {
            throw new SnowflakeError(
                    SnowflakeError.LOCKED, "57014", "The transaction was aborted: it was idle.");
        }
        aborted = false;
        working = true;
    }

    void rests() {
        restsSince = System.nanoTime();
        working = false;
    }

    /** Rolls back a transaction of which nothing was heard since an instant. */
    boolean abortIfIdle(long since) throws SQLException {
        if (isIdle(since)) {
            synchronized (this) {
                if (isIdle(since)) {
                    rollback();
                    aborted = true;
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isIdle(long since) {
        return !working && !commitsEachStatement() && restsSince - since < 0;
    }

    void keep(String queryId, Reply reply) {
        failures.remove(queryId);
        replies.put(queryId, reply);
        lastQueryId = queryId;
    }

    void keep(String queryId, SnowflakeError failure) {
        failures.put(queryId, failure);
        lastQueryId = queryId;
    }

    String lastQueryId() {
        return lastQueryId;
    }

    Reply reply(String queryId) {
        return replies.get(queryId);
    }

    /** Why a statement failed; null when it did not. */
    SnowflakeError failure(String queryId) {
        return failures.get(queryId);
    }

    int run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** What is under way is rolled back. */
    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.close();
        }
    }
}
