package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs one statement: by its rule, under the faults that are ordered, committed when the session
 * commits each statement. What changes names runs alone, so that nobody sees half of a swap.
 */
final class StatementRunner {
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "IDENTIFIER\\s*\\(\\s*(\\?|'\\d+')\\s*\\)|\\?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DDL =
            Pattern.compile(
                    "(?:CREATE|DROP|ALTER\\s+TABLE)\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern READABLE =
            Pattern.compile(
                    "(?:SELECT|WITH|SHOW|DESC)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern COMPUTES =
            Pattern.compile(
                    "(?:INSERT|UPDATE|DELETE|MERGE|COPY)\\b.*|SELECT\\b.*\\bFROM\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern CALL_IN_VALUES =
            Pattern.compile(
                    "INSERT\\s.*\\bVALUES\\s*\\(.*\\b(?:PARSE_JSON|TO_VARIANT)\\s*\\(.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final ReadWriteLock names = new ReentrantReadWriteLock();
    private final Rules rules = new Rules();
    private final Engine engine;
    private final Tables tables;
    private final Faults faults;

    StatementRunner(Engine engine, Stages stages, StageStatements staging, Faults faults)
            throws SQLException {
        this.engine = engine;
        this.faults = faults;
        this.tables = new Tables(engine);
        Rejections rejections = new Rejections();
        Catalog catalog = new Catalog(engine, tables);
        Queries queries =
                new Queries(
                        engine,
                        tables,
                        new Sources(
                                new TimeTravel(tables),
                                rejections,
                                new CopyHistory(tables),
                                catalog));
        new SessionStatements(engine, tables).addTo(rules);
        staging.addTo(rules);
        new CopyOut(queries, stages).addTo(rules);
        new CopyInto(engine, tables, stages, rejections, faults).addTo(rules);
        new TableStatements(engine, tables, queries).addTo(rules);
        new CatalogStatements(catalog, engine, tables).addTo(rules);
        queries.addTo(rules);
    }

    /** The answer, which the session keeps under the query's id; or the refusal, kept as well. */
    Reply run(
            Session session,
            String sql,
            List<Binding> bindings,
            boolean describeOnly,
            String queryId) {
        try {
            Reply reply = locked(session, sql, bindings, describeOnly, queryId);
            session.keep(queryId, reply);
            return reply;
        } catch (SnowflakeError refusal) {
            session.keep(queryId, refusal);
            throw refusal;
        }
    }

    private Reply locked(
            Session session,
            String sql,
            List<Binding> bindings,
            boolean describeOnly,
            String queryId) {
        Call call = resolved(session, sql, bindings, describeOnly, queryId);
        refuseWhatSnowflakeWould(call.text().masked());
        if (describeOnly && !READABLE.matcher(call.text().masked()).matches()) {
            return Reply.status(Reply.DDL, "");
        }
        Lock lock =
                DDL.matcher(call.text().masked()).matches() ? names.writeLock() : names.readLock();
        lock.lock();
        try {
            return committed(call, sql);
        } finally {
            lock.unlock();
        }
    }

    /** What H2 would take and Snowflake is known not to. */
    private static void refuseWhatSnowflakeWould(String masked) {
        if (masked.contains(";")) {
            throw new SnowflakeError(
                    "000008",
                    "0A000",
                    "Actual statement count 2 did not match the desired statement count 1.");
        }
        if (CALL_IN_VALUES.matcher(masked).matches()) {
            throw new SnowflakeError(
                    "002014",
                    "22000",
                    "SQL compilation error:\nInvalid expression in VALUES clause");
        }
    }

    private Reply committed(Call call, String sql) {
        Session session = call.session();
        try {
            strike(Fault.Kind.REFUSED_BEFORE, sql);
            if (COMPUTES.matcher(call.text().masked()).matches() && !computes(session)) {
                throw Fault.suspendedWarehouse("").error();
            }
            Reply reply = rules.run(call);
            if (session.commitsEachStatement()) {
                tables.commit(session);
            }
            tables.mark(call.queryId());
            strike(Fault.Kind.REFUSED_AFTER, sql);
            return reply;
        } catch (SQLException failure) {
            undo(session);
            throw SnowflakeError.of(failure);
        } catch (SnowflakeError refusal) {
            undo(session);
            throw refusal;
        }
    }

    /** A query resumes the warehouse where it may. */
    private boolean computes(Session session) {
        if (engine.warehouse.resumes) {
            engine.resume();
        }
        return session.warehouse() != null && engine.warehouse.state.equals("STARTED");
    }

    /** A statement of its own leaves nothing behind; one of a transaction leaves the rest of it. */
    private static void undo(Session session) {
        if (session.commitsEachStatement()) {
            try {
                session.rollback();
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private void strike(Fault.Kind kind, String sql) {
        Fault fault = faults.take(kind, sql);
        if (fault != null) {
            throw fault.error();
        }
    }

    /** With {@code identifier(?)} replaced by the name that is bound to it. */
    private static Call resolved(
            Session session,
            String sql,
            List<Binding> bindings,
            boolean describeOnly,
            String queryId) {
        SqlText text = SqlText.of(sql);
        List<Binding> left = new ArrayList<>();
        int[] next = {0};
        Matcher parameter = PARAMETER.matcher(text.masked());
        text.becomes(
                parameter.replaceAll(
                        found -> {
                            if (found.group(1) != null && found.group(1).startsWith("'")) {
                                return Matcher.quoteReplacement(
                                        text.mask(text.value(found.group(1))));
                            }
                            Binding binding =
                                    next[0] < bindings.size() ? bindings.get(next[0]) : null;
                            next[0]++;
                            if (found.group(1) == null) {
                                if (binding != null) {
                                    left.add(binding);
                                }
                                return "?";
                            }
                            return Matcher.quoteReplacement(
                                    binding == null
                                            ? "UNBOUND"
                                            : text.mask(binding.values().get(0)));
                        }));
        return new Call(session, text, left, describeOnly, queryId);
    }
}
