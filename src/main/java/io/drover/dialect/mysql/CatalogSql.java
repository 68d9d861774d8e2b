package io.drover.dialect.mysql;

/**
 * Questions to {@code information_schema}, each for some schemas whose names stand for {@code %s}.
 *
 * <p>Source: MySQL 8.4 manual, chapter 28; MariaDB documentation, "Information Schema Tables".
 */
public final class CatalogSql {
    public static final String RELATIONS =
            "SELECT table_schema, table_name, table_type, COALESCE(engine, ''), COALESCE(table_rows, 0),"
                    + " COALESCE(data_length, 0), COALESCE(auto_increment, 0), COALESCE(table_comment, ''),"
                    + " COALESCE(create_options, '')"
                    + " FROM information_schema.tables WHERE table_schema NOT IN"
                    + " ('mysql', 'information_schema', 'performance_schema', 'sys')"
                    // Receipts, and tables that a load keeps beside others, are nobody's data.
                    + " AND LEFT(table_name, 7) <> 'drover_'"
                    + " ORDER BY table_schema, table_name";

    public static final String COLUMNS =
            "SELECT table_schema, table_name, column_name, column_type, character_set_name,"
                    + " collation_name, is_nullable, column_default, extra, COALESCE(generation_expression, ''),"
                    + " COALESCE(column_comment, '') FROM information_schema.columns"
                    + " WHERE table_schema IN (%s) ORDER BY table_schema, table_name, ordinal_position";

    /** Without the column {@code expression}, which MariaDB lacks: its name is NULL there. */
    public static final String INDEXES =
            "SELECT table_schema, table_name, index_name, non_unique, column_name, sub_part, collation,"
                    + " index_type, COALESCE(index_comment, '') FROM information_schema.statistics"
                    + " WHERE table_schema IN (%s) ORDER BY table_schema, table_name, index_name, seq_in_index";

    public static final String FOREIGN_KEYS =
            "SELECT k.table_schema, k.table_name, k.constraint_name, k.column_name,"
                    + " k.referenced_table_schema, k.referenced_table_name, k.referenced_column_name,"
                    + " r.delete_rule, r.update_rule FROM information_schema.key_column_usage k"
                    + " JOIN information_schema.referential_constraints r"
                    + " ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name"
                    + " AND r.constraint_name = k.constraint_name"
                    + " WHERE k.table_schema IN (%s) AND k.referenced_table_name IS NOT NULL"
                    + " ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position";

    public static final String CHECKS_OF_MARIADB =
            "SELECT constraint_schema, table_name, constraint_name, check_clause"
                    + " FROM information_schema.check_constraints WHERE constraint_schema IN (%s)"
                    + " ORDER BY constraint_schema, table_name, constraint_name";

    public static final String CHECKS_OF_MYSQL =
            "SELECT t.table_schema, t.table_name, c.constraint_name, c.check_clause"
                    + " FROM information_schema.table_constraints t JOIN information_schema.check_constraints c"
                    + " ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name"
                    + " WHERE t.constraint_type = 'CHECK' AND t.table_schema IN (%s)"
                    + " ORDER BY t.table_schema, t.table_name, c.constraint_name";

    /** Kind, schema and name of what stays behind. */
    public static final String LEFT_BEHIND =
            "SELECT 'view', table_schema, table_name FROM information_schema.views WHERE table_schema IN (%1$s)"
                    + " UNION ALL SELECT 'trigger', trigger_schema, trigger_name"
                    + " FROM information_schema.triggers WHERE trigger_schema IN (%1$s)"
                    + " UNION ALL SELECT LOWER(routine_type), routine_schema, routine_name"
                    + " FROM information_schema.routines WHERE routine_schema IN (%1$s)"
                    + " UNION ALL SELECT 'event', event_schema, event_name"
                    + " FROM information_schema.events WHERE event_schema IN (%1$s) ORDER BY 1, 2, 3";

    /** A sequence of MariaDB, by its quoted name. */
    public static final String SEQUENCE =
            "SELECT next_not_cached_value, minimum_value, maximum_value, start_value, increment, cache_size,"
                    + " cycle_option FROM %s";

    private CatalogSql() {}
}
