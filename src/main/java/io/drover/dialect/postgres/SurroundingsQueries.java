package io.drover.dialect.postgres;

/**
 * Queries on what stands around tables and is not carried, or stands in a swap's way; the same
 * rules as for {@link CatalogQueries}.
 */
public final class SurroundingsQueries {
    private SurroundingsQueries() {}

    /**
     * Kind and name of what stays behind. Parameters: the schemas twice, the tables' OIDs seven
     * times, the schemas.
     */
    public static final String NOT_CARRIED =
            """
            SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                                  ELSE 'foreign table' END,
                   quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('v', 'm', 'f') AND n.nspname = ANY (?::text[])
              AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                              AND e.objid = c.oid AND e.deptype = 'e')
            UNION ALL
            SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
                                  ELSE 'function' END, p.oid::regprocedure::text
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = ANY (?::text[])
              AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass
                              AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
            UNION ALL
            SELECT 'trigger', quote_ident(t.tgname) || ' on ' || t.tgrelid::regclass
            FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid = ANY (?::oid[])
            UNION ALL
            SELECT 'rule', quote_ident(r.rulename) || ' on ' || r.ev_class::regclass
            FROM pg_rewrite r WHERE r.ev_class = ANY (?::oid[])
            UNION ALL
            SELECT 'policy', quote_ident(p.polname) || ' on ' || p.polrelid::regclass
            FROM pg_policy p WHERE p.polrelid = ANY (?::oid[])
            UNION ALL
            SELECT 'row level security', c.oid::regclass::text
            FROM pg_class c WHERE c.relrowsecurity AND c.oid = ANY (?::oid[])
            UNION ALL
            SELECT 'grants', c.oid::regclass::text
            FROM pg_class c WHERE c.oid = ANY (?::oid[])
              AND (EXISTS (SELECT FROM aclexplode(c.relacl) x WHERE x.grantee <> c.relowner)
                   OR EXISTS (SELECT FROM pg_attribute a
                              WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL))
            UNION ALL
            SELECT 'extended statistics',
                   quote_ident(n.nspname) || '.' || quote_ident(s.stxname)
            FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
            WHERE s.stxrelid = ANY (?::oid[])
            UNION ALL
            SELECT 'invalid index', x.oid::regclass::text
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
            WHERE NOT i.indisvalid AND i.indrelid = ANY (?::oid[])
            UNION ALL
            SELECT 'collation', quote_ident(n.nspname) || '.' || quote_ident(c.collname)
            FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
            WHERE n.nspname = ANY (?::text[])
              AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_collation'::regclass
                              AND e.objid = c.oid AND e.deptype = 'e')
            UNION ALL
            SELECT 'extension', quote_ident(e.extname) FROM pg_extension e
            WHERE e.extname <> 'plpgsql'
            UNION ALL
            SELECT 'event trigger', quote_ident(e.evtname) FROM pg_event_trigger e
            UNION ALL
            SELECT 'publication', quote_ident(p.pubname) FROM pg_publication p
            UNION ALL
            SELECT 'large objects', count(*)::text FROM pg_largeobject_metadata
            HAVING count(*) > 0
            ORDER BY 1, 2""";

    /** Every relation's name in the given schemas. */
    public static final String NAMES =
            """
            SELECT n.nspname, c.relname,
                   CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
                        WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                        WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'type' ELSE 'index' END,
                   tn.nspname, t.relname
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_index i ON i.indexrelid = c.oid
            LEFT JOIN pg_depend o ON c.relkind = 'S' AND o.classid = 'pg_class'::regclass
                 AND o.objid = c.oid AND o.objsubid = 0 AND o.refclassid = 'pg_class'::regclass
                 AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0
            LEFT JOIN pg_class t ON t.oid = coalesce(i.indrelid, o.refobjid)
            LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
            WHERE n.nspname = ANY (?::text[]) AND c.relkind <> 't'
            ORDER BY n.nspname, c.relname""";

    /**
     * What is bound to one of the tables (the parameter, three times) or to a sequence: foreign
     * keys of other tables, inheriting tables, views, functions with a parsed body, defaults.
     */
    public static final String DEPENDENTS =
            """
            SELECT 'foreign key ' || quote_ident(c.conname) || ' of ' || c.conrelid::regclass,
                   bn.nspname, b.relname, rn.nspname, r.relname
            FROM pg_constraint c
            JOIN pg_class b ON b.oid = c.conrelid
            JOIN pg_namespace bn ON bn.oid = b.relnamespace
            JOIN pg_class r ON r.oid = c.confrelid
            JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE c.contype = 'f' AND c.confrelid = ANY (?::oid[]) AND c.conrelid <> c.confrelid
            UNION
            SELECT 'inheriting table ' || b.oid::regclass, bn.nspname, b.relname,
                   rn.nspname, r.relname
            FROM pg_inherits i
            JOIN pg_class b ON b.oid = i.inhrelid AND NOT b.relispartition
                 AND b.relkind IN ('r', 'p', 'f')
            JOIN pg_namespace bn ON bn.oid = b.relnamespace
            JOIN pg_class r ON r.oid = i.inhparent
            JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE i.inhparent = ANY (?::oid[])
            UNION
            SELECT CASE v.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view '
                        ELSE 'rule on ' END || v.oid::regclass, NULL, NULL, rn.nspname, r.relname
            FROM pg_depend d
            JOIN pg_rewrite w ON w.oid = d.objid
            JOIN pg_class v ON v.oid = w.ev_class
            JOIN pg_class r ON r.oid = d.refobjid
            JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid = ANY (?::oid[]) AND v.oid <> r.oid
            UNION
            SELECT 'function ' || d.objid::regprocedure, NULL, NULL, rn.nspname, r.relname
            FROM pg_depend d
            JOIN pg_class r ON r.oid = d.refobjid
            JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid = ANY (?::oid[])
            UNION
            SELECT 'default of ' || b.oid::regclass || '.' || quote_ident(a.attname),
                   bn.nspname, b.relname, rn.nspname, r.relname
            FROM pg_depend d
            JOIN pg_attrdef f ON f.oid = d.objid
            JOIN pg_class b ON b.oid = f.adrelid
            JOIN pg_namespace bn ON bn.oid = b.relnamespace
            JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
            JOIN pg_class r ON r.oid = d.refobjid AND r.relkind = 'S'
            JOIN pg_namespace rn ON rn.oid = r.relnamespace
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
              AND rn.nspname = ANY (?::text[])
            ORDER BY 1, 4, 5""";

    /**
     * Grants to others than the owner on the tables, on the schemas' sequences and on the tables'
     * columns; the parameters in this order.
     */
    public static final String GRANTS =
            """
            SELECT n.nspname, c.relname, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                   NULL, coalesce(g.rolname, ''), x.privilege_type, x.is_grantable
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL aclexplode(c.relacl) x
            LEFT JOIN pg_roles g ON g.oid = x.grantee
            WHERE c.relacl IS NOT NULL AND x.grantee <> c.relowner
              AND (c.oid = ANY (?::oid[]) OR c.relkind = 'S' AND n.nspname = ANY (?::text[]))
            UNION ALL
            SELECT n.nspname, c.relname, 'TABLE', a.attname, coalesce(g.rolname, ''),
                   x.privilege_type, x.is_grantable
            FROM (SELECT * FROM pg_attribute WHERE attacl IS NOT NULL AND attnum > 0) a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL aclexplode(a.attacl) x
            LEFT JOIN pg_roles g ON g.oid = x.grantee
            WHERE c.oid = ANY (?::oid[]) AND x.grantee <> c.relowner
            ORDER BY 1, 2, 3, 4, 5, 6""";

    /** Names that extensions made in schemas of the users, and that no rewriting may touch. */
    public static final String EXTENSION_NAMES =
            """
            SELECT n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            JOIN pg_depend e ON e.classid = 'pg_type'::regclass AND e.objid = t.oid
                 AND e.deptype = 'e' WHERE n.nspname !~ '^pg_'
            UNION
            SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_depend e ON e.classid = 'pg_proc'::regclass AND e.objid = p.oid
                 AND e.deptype = 'e' WHERE n.nspname !~ '^pg_'
            UNION
            SELECT n.nspname, o.opcname FROM pg_opclass o
            JOIN pg_namespace n ON n.oid = o.opcnamespace
            JOIN pg_depend e ON e.classid = 'pg_opclass'::regclass AND e.objid = o.oid
                 AND e.deptype = 'e' WHERE n.nspname !~ '^pg_'
            ORDER BY 1, 2""";
}
