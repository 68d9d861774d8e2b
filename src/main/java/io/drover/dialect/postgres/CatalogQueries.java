package io.drover.dialect.postgres;

/**
 * Queries on PostgreSQL's catalogs for version 12 and later. Each is one statement for all objects
 * at once; a {@code ?} is an array literal of OIDs or of schema names. They expect an empty search
 * path, so that what the server prints is qualified.
 *
 * <p>Source: PostgreSQL documentation, chapter 53 (System Catalogs).
 */
public final class CatalogQueries {
    private CatalogQueries() {}

    public static final int OLDEST_VERSION = 120000;

    public static final String SERVER =
            """
            SELECT current_setting('server_version_num')::int,
                   'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1),
                   d.datname, pg_encoding_to_char(d.encoding), d.datcollate, pg_is_in_recovery()
            FROM pg_database d WHERE d.datname = current_database()""";

    /** Every schema of the users. */
    public static final String SCHEMAS =
            """
            SELECT n.nspname, obj_description(n.oid, 'pg_namespace')
            FROM pg_namespace n
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'""";

    /** Every table and partitioned table that is neither temporary nor an extension's. */
    public static final String RELATIONS =
            """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind = 'p', c.relispartition,
                   ARRAY(SELECT i.inhparent::bigint FROM pg_inherits i
                         WHERE i.inhrelid = c.oid ORDER BY i.inhseqno)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                              AND e.objid = c.oid AND e.deptype = 'e')""";

    public static final String TABLES =
            """
            SELECT c.oid::bigint, c.relpersistence = 'u', pg_get_partkeydef(c.oid),
                   pg_get_expr(c.relpartbound, c.oid),
                   c.reloptions || ARRAY(SELECT 'toast.' || o FROM pg_class w, unnest(w.reloptions) o
                                         WHERE w.oid = c.reltoastrelid),
                   CASE WHEN am.amname <> 'heap' THEN am.amname END,
                   CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
                        WHEN 'i' THEN 'USING INDEX ' || (
                             SELECT quote_ident(x.relname) FROM pg_index i
                             JOIN pg_class x ON x.oid = i.indexrelid
                             WHERE i.indrelid = c.oid AND i.indisreplident) END,
                   obj_description(c.oid, 'pg_class'),
                   CASE c.relkind WHEN 'r'
                        THEN coalesce(pg_relation_size(c.oid), 0)
                             / current_setting('block_size')::bigint ELSE 0 END,
                   CASE WHEN c.reltoastrelid <> 0
                        THEN coalesce(pg_relation_size(c.reltoastrelid), 0) ELSE 0 END,
                   c.reltuples::float8, c.relpages,
                   pg_get_userbyid(c.relowner), pg_has_role(c.relowner, 'USAGE'),
                   u.usable AND has_table_privilege(c.oid, 'SELECT'),
                   u.usable AND has_table_privilege(c.oid, 'INSERT'),
                   u.usable AND has_table_privilege(c.oid, 'UPDATE'),
                   u.usable AND has_table_privilege(c.oid, 'TRUNCATE'),
                   row_security_active(c.oid)
            FROM pg_class c
            CROSS JOIN LATERAL (SELECT has_schema_privilege(c.relnamespace, 'USAGE') AS usable) u
            LEFT JOIN pg_am am ON am.oid = c.relam
            WHERE c.oid = ANY (?::oid[])""";

    public static final String COLUMNS =
            """
            SELECT a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod),
                   a.atttypid::bigint, a.atttypmod, a.attnotnull,
                   CASE WHEN a.attcollation <> t.typcollation
                        THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
                   pg_get_expr(d.adbin, d.adrelid), a.attidentity::text, a.attgenerated::text,
                   NOT a.attislocal,
                   CASE WHEN a.attstorage <> t.typstorage THEN
                        CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                                          WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
                   ds.description
            FROM pg_attribute a
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation co ON co.oid = a.attcollation
            LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_description ds ON ds.classoid = 'pg_class'::regclass
                 AND ds.objoid = a.attrelid AND ds.objsubid = a.attnum
            WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum""";

    /**
     * Without the copies of a foreign key that the server keeps for each partition of the table it
     * references.
     */
    public static final String CONSTRAINTS =
            """
            SELECT c.conrelid::bigint, c.conname, c.contype::text, pg_get_constraintdef(c.oid),
                   ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (n, i)
                         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n
                         ORDER BY k.i),
                   rn.nspname, r.relname, c.convalidated,
                   NOT c.conislocal OR c.conparentid <> 0,
                   CASE WHEN c.contype <> 'f' THEN x.relname END, ds.description
            FROM pg_constraint c
            LEFT JOIN pg_class r ON r.oid = c.confrelid AND c.confrelid <> 0
            LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
            LEFT JOIN pg_class x ON x.oid = c.conindid AND c.conindid <> 0
            LEFT JOIN pg_constraint p ON p.oid = c.conparentid AND c.conparentid <> 0
            LEFT JOIN pg_description ds ON ds.classoid = 'pg_constraint'::regclass
                 AND ds.objoid = c.oid AND ds.objsubid = 0
            WHERE c.conrelid = ANY (?::oid[]) AND c.contype IN ('p', 'u', 'c', 'x', 'f')
              AND (c.contype <> 'f' OR p.oid IS NULL OR p.confrelid = c.confrelid)
            ORDER BY c.conrelid, c.conname""";

    public static final String INDEXES =
            """
            SELECT i.indrelid::bigint, x.relname, pg_get_indexdef(i.indexrelid),
                   CASE WHEN 0 = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) THEN '{}'::text[]
                        ELSE ARRAY(SELECT a.attname::text
                             FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1])
                                  WITH ORDINALITY k (n, o)
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n
                             ORDER BY k.o) END,
                   i.indisunique, i.indpred IS NOT NULL, i.indisvalid, i.indisclustered,
                   c.conname, px.relname, ds.description
            FROM pg_index i
            JOIN pg_class x ON x.oid = i.indexrelid
            LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid
                 AND c.contype IN ('p', 'u', 'x')
            LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
            LEFT JOIN pg_class px ON px.oid = h.inhparent
            LEFT JOIN pg_description ds ON ds.classoid = 'pg_class'::regclass
                 AND ds.objoid = i.indexrelid AND ds.objsubid = 0
            WHERE i.indrelid = ANY (?::oid[])
            ORDER BY i.indrelid, x.relname""";

    /** Every sequence of the users, with the table that owns it and those whose defaults use it. */
    public static final String SEQUENCES =
            """
            SELECT n.nspname, c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqmin,
                   s.seqmax, s.seqincrement, s.seqcache, s.seqcycle,
                   o.refobjid::bigint, oa.attname, coalesce(o.deptype = 'i', false),
                   obj_description(c.oid, 'pg_class'),
                   has_schema_privilege(c.relnamespace, 'USAGE')
                       AND has_sequence_privilege(c.oid, 'SELECT'),
                   u.tables
            FROM pg_sequence s
            JOIN pg_class c ON c.oid = s.seqrelid AND c.relpersistence <> 't'
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid
                 AND o.objsubid = 0 AND o.refclassid = 'pg_class'::regclass
                 AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0
            LEFT JOIN (SELECT d.refobjid, array_agg(DISTINCT f.adrelid::bigint) AS tables
                       FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
                       WHERE d.classid = 'pg_attrdef'::regclass
                         AND d.refclassid = 'pg_class'::regclass
                       GROUP BY d.refobjid) u ON u.refobjid = c.oid
            LEFT JOIN pg_attribute oa ON oa.attrelid = o.refobjid AND oa.attnum = o.refobjsubid
            WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                              AND e.objid = c.oid AND e.deptype = 'e')
            ORDER BY n.nspname, c.relname""";
}
