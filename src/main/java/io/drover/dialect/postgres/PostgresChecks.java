package io.drover.dialect.postgres;

import io.drover.model.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What a check asks of a PostgreSQL server, version 9.6 and later, so that an old one can be told
 * that it is too old.
 */
public final class PostgresChecks {
    private PostgresChecks() {}

    /** The oldest server that Drover reads or writes. */
    public static final int OLDEST_VERSION = 120000;

    /** From here on a range of blocks is read without touching the others (TID range scan). */
    public static final int TID_RANGE_VERSION = 140000;

    /** From here on SET of a parameter can be granted. */
    public static final int GRANT_PARAMETER_VERSION = 150000;

    /** The newest major version that the tests have met. */
    public static final int NEWEST_TESTED_VERSION = 190000 - 1;

    /** One row about the server, the database and the role. */
    public static final String SERVER =
            """
            SELECT current_setting('server_version_num')::int AS version_number,
                   'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) AS version,
                   d.datname AS database, r.rolname AS role, r.rolsuper AS superuser,
                   pg_encoding_to_char(d.encoding) AS encoding,
                   pg_is_in_recovery() AS standby,
                   current_setting('transaction_read_only')::boolean AS read_only,
                   current_setting('max_connections')::int AS max_connections,
                   current_setting('superuser_reserved_connections')::int
                       + coalesce(nullif(current_setting('reserved_connections', true), '')::int, 0)
                       AS reserved,
                   -- pg_stat_activity hides from plain roles who is a client; this does not.
                   (SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database) AS used,
                   r.rolconnlimit AS role_limit, d.datconnlimit AS database_limit,
                   current_setting('max_locks_per_transaction')::bigint
                       * (current_setting('max_connections')::bigint
                          + current_setting('max_prepared_transactions')::bigint) AS lock_slots,
                   current_setting('max_standby_streaming_delay') AS standby_delay,
                   current_setting('hot_standby_feedback')::boolean AS standby_feedback,
                   (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock_millis
            FROM pg_database d, pg_roles r
            WHERE d.datname = current_database() AND r.rolname = current_user""";

    /** The same text for two connections exactly when they reach the same database's data. */
    public static final String IDENTITY =
            """
            SELECT c.system_identifier || '/' || d.oid
            FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()""";

    /** Schemas of the users, and what the role may do there. */
    public static final String SCHEMAS =
            """
            SELECT nspname AS name, has_schema_privilege(oid, 'USAGE') AS usable,
                   has_schema_privilege(oid, 'CREATE') AS creatable
            FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'""";

    public static final String MAY_CREATE_SCHEMAS =
            "SELECT has_database_privilege(current_database(), 'CREATE')";

    /** How many tables of the ledger's schema, given by name, the role may not keep. */
    public static final String CLOSED_LEDGER_TABLES =
            """
            SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind = 'r'
              AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                       AND has_table_privilege(c.oid, 'UPDATE')
                       AND has_table_privilege(c.oid, 'DELETE'))""";

    public static final String MAY_CREATE_TEMPORARY_TABLES =
            "SELECT has_database_privilege(current_database(), 'TEMPORARY')";

    public static final String SILENCE_TRIGGERS = "SET LOCAL session_replication_role = replica";

    /** The bytes of tables with their indexes and out-of-line values. */
    public static String size(Collection<TableName> tables) {
        String names =
                tables.stream()
                        .map(
                                table ->
                                        "(%s, %s)"
                                                .formatted(
                                                        PostgresNames.literal(table.schema()),
                                                        PostgresNames.literal(table.name())))
                        .collect(Collectors.joining(", "));
        return """
               SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE (n.nspname::text, c.relname::text) IN (%s)"""
                .formatted(names);
    }

    /** Parses and plans a filter; reads no row. The filter ends before the line does. */
    public static String explain(TableName table, String where) {
        return "EXPLAIN SELECT FROM ONLY %s WHERE (%s\n)"
                .formatted(PostgresNames.quote(table), where);
    }

    public static String adopt(String snapshot) {
        return "SET TRANSACTION SNAPSHOT " + PostgresNames.literal(snapshot);
    }
}
