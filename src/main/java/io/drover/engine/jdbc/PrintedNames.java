package io.drover.engine.jdbc;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.TableName;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names as PostgreSQL prints them in a definition: quoted where they must be. So a definition that
 * is made here reads as the one that a target tells of it.
 *
 * <p>Source: {@code quote_identifier} in ruleutils.c; PostgreSQL documentation (17), appendix C:
 * the keywords that are not "non-reserved".
 */
public final class PrintedNames {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    private static final Set<String> KEYWORDS =
            Set.of(
                    ("all analyse analyze and any array as asc asymmetric authorization between bigint"
                                    + " binary bit boolean both case cast char character check coalesce collate"
                                    + " collation column concurrently constraint create cross current_catalog"
                                    + " current_date current_role current_schema current_time current_timestamp"
                                    + " current_user dec decimal default deferrable desc distinct do else end"
                                    + " except exists extract false fetch float for foreign freeze from full"
                                    + " grant greatest group grouping having ilike in initially inner inout int"
                                    + " integer intersect interval into is isnull join json json_array"
                                    + " json_arrayagg json_exists json_object json_objectagg json_query"
                                    + " json_scalar json_serialize json_table json_value lateral leading least"
                                    + " left like limit localtime localtimestamp merge_action national natural"
                                    + " nchar none normalize not notnull null nullif numeric offset on only or"
                                    + " order out outer overlaps overlay placing position precision primary real"
                                    + " references returning right row select session_user setof similar"
                                    + " smallint some substring symmetric system_user table tablesample then"
                                    + " time timestamp to trailing treat trim true union unique user using"
                                    + " values varchar variadic verbose when where window with xmlattributes"
                                    + " xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi"
                                    + " xmlroot xmlserialize xmltable")
                            .split(" "));

    private PrintedNames() {}

    public static String print(String name) {
        return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name)
                ? name
                : PostgresNames.quote(name);
    }

    public static String print(TableName name) {
        return print(name.schema()) + "." + print(name.name());
    }

    /** Separated by a comma and a blank. */
    public static String print(List<String> names) {
        return names.stream().map(PrintedNames::print).collect(Collectors.joining(", "));
    }
}
