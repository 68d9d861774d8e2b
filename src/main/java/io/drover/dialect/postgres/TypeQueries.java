package io.drover.dialect.postgres;

/** Queries on PostgreSQL's types; the same rules as for {@link CatalogQueries}. */
public final class TypeQueries {
    private TypeQueries() {}

    /** Every type with what it is made of; the last column says whether an extension made it. */
    public static String types(int serverVersion) {
        return """
        SELECT t.oid::bigint, n.nspname, t.typname, t.typtype::text, t.typlen,
               CASE WHEN t.typcategory = 'A' THEN t.typelem::bigint ELSE 0 END,
               t.typbasetype::bigint, t.typtypmod, t.typsend = 0, t.typrelid::bigint,
               coalesce(r.rngsubtype, %s, 0)::bigint, obj_description(t.oid, 'pg_type'),
               coalesce(c.relkind = 'c', false),
               EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass
                       AND e.objid = t.oid AND e.deptype = 'e')
        FROM pg_type t
        JOIN pg_namespace n ON n.oid = t.typnamespace
        LEFT JOIN pg_range r ON r.rngtypid = t.oid
        %s
        LEFT JOIN pg_class c ON c.oid = t.typrelid AND t.typrelid <> 0"""
                .formatted(
                        serverVersion >= 140000 ? "m.rngtypid" : "0",
                        serverVersion >= 140000
                                ? "LEFT JOIN pg_range m ON m.rngmultitypid = t.oid"
                                : "");
    }

    public static final String ENUM_LABELS =
            "SELECT e.enumtypid::bigint, e.enumlabel FROM pg_enum e"
                    + " ORDER BY e.enumtypid, e.enumsortorder";

    public static final String COMPOSITE_ATTRIBUTES =
            """
            SELECT c.reltype::bigint, a.attname, format_type(a.atttypid, a.atttypmod),
                   CASE WHEN a.attcollation <> t.typcollation
                        THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
                   a.atttypid::bigint
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation co ON co.oid = a.attcollation
            LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
            WHERE c.relkind = 'c'
            ORDER BY c.oid, a.attnum""";

    public static final String DOMAINS =
            """
            SELECT t.oid::bigint, format_type(t.typbasetype, t.typtypmod),
                   CASE WHEN t.typcollation <> b.typcollation
                        THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
                   pg_get_expr(t.typdefaultbin, 0), t.typnotnull,
                   ARRAY(SELECT 'CONSTRAINT ' || quote_ident(c.conname) || ' '
                                || pg_get_constraintdef(c.oid)
                         FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'
                         ORDER BY c.conname)
            FROM pg_type t
            JOIN pg_type b ON b.oid = t.typbasetype
            JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_collation co ON co.oid = t.typcollation
            LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
            WHERE t.typtype = 'd' AND n.nspname <> 'information_schema'
              AND n.nspname !~ '^pg_'""";

    public static String ranges(int serverVersion) {
        return """
        SELECT r.rngtypid::bigint, format_type(r.rngsubtype, NULL),
               CASE WHEN NOT oc.opcdefault
                    THEN quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) END,
               CASE WHEN r.rngcollation <> st.typcollation
                    THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END,
               CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END,
               CASE WHEN r.rngsubdiff <> 0 THEN quote_ident(dn.nspname) || '.' || quote_ident(dp.proname) END,
               %s
        FROM pg_range r
        JOIN pg_type t ON t.oid = r.rngtypid
        JOIN pg_namespace n ON n.oid = t.typnamespace
        JOIN pg_type st ON st.oid = r.rngsubtype
        JOIN pg_opclass oc ON oc.oid = r.rngsubopc
        JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
        LEFT JOIN pg_collation co ON co.oid = r.rngcollation AND r.rngcollation <> 0
        LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
        LEFT JOIN pg_proc dp ON dp.oid = r.rngsubdiff AND r.rngsubdiff <> 0
        LEFT JOIN pg_namespace dn ON dn.oid = dp.pronamespace
        %s
        WHERE n.nspname <> 'pg_catalog'"""
                .formatted(
                        serverVersion >= 140000
                                ? "quote_ident(mn.nspname) || '.' || quote_ident(m.typname)"
                                : "NULL::text",
                        serverVersion >= 140000
                                ? """
                                LEFT JOIN pg_type m ON m.oid = r.rngmultitypid
                                LEFT JOIN pg_namespace mn ON mn.oid = m.typnamespace"""
                                : "");
    }
}
