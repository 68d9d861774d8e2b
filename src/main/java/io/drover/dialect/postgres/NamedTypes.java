package io.drover.dialect.postgres;

import io.drover.model.catalog.TypeShape;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of pg_catalog by the names that people write, as {@code format_type()} would print
 * them.
 *
 * <p>Source: PostgreSQL documentation, table 8.1; the modifiers as the types' typmodin functions
 * make them.
 */
public final class NamedTypes {
    private static final Pattern TYPE =
            Pattern.compile(
                    "(?<name>[a-z][a-z0-9_ ]*?) *(?:\\( *(?<first>\\d+) *(?:, *(?<second>-?\\d+) *)?\\))?"
                            + "(?<zone> *with(?:out)? time zone)?(?<array> *\\[\\])?");
    private static final int HEADER = 4;

    private enum Modifiers {
        NONE,
        LENGTH,
        BITS,
        DIGITS,
        FRACTION
    }

    private record Named(
            String printed, String catalogName, Modifiers modifiers, boolean variableLength) {}

    private static final Map<String, Named> BY_NAME = new HashMap<>();

    static {
        fixed("boolean", "bool");
        fixed("smallint", "int2");
        fixed("integer", "int4", "int");
        fixed("bigint", "int8");
        fixed("real", "float4");
        fixed("double precision", "float8", "float");
        add("numeric", "numeric", Modifiers.DIGITS, true, "decimal", "dec");
        add("text", "text", Modifiers.NONE, true);
        add("character varying", "varchar", Modifiers.LENGTH, true);
        add("character", "bpchar", Modifiers.LENGTH, true, "char");
        // Without a length it is another type: one without padding that SQL has no name for.
        BY_NAME.remove("bpchar");
        add("bytea", "bytea", Modifiers.NONE, true);
        fixed("date", "date");
        add("timestamp without time zone", "timestamp", Modifiers.FRACTION, false, "timestamp");
        add("timestamp with time zone", "timestamptz", Modifiers.FRACTION, false);
        add("time without time zone", "time", Modifiers.FRACTION, false, "time");
        add("time with time zone", "timetz", Modifiers.FRACTION, false);
        fixed("interval", "interval");
        fixed("uuid", "uuid");
        add("json", "json", Modifiers.NONE, true);
        add("jsonb", "jsonb", Modifiers.NONE, true);
        add("xml", "xml", Modifiers.NONE, true);
        add("bit", "bit", Modifiers.BITS, true);
        add("bit varying", "varbit", Modifiers.BITS, true);
        add("inet", "inet", Modifiers.NONE, true);
        add("cidr", "cidr", Modifiers.NONE, true);
        fixed("macaddr", "macaddr");
        fixed("macaddr8", "macaddr8");
        fixed("money", "money");
        fixed("name", "name");
        fixed("oid", "oid");
        fixed("point", "point");
        add("path", "path", Modifiers.NONE, true);
        add("polygon", "polygon", Modifiers.NONE, true);
        fixed("box", "box");
        fixed("circle", "circle");
        fixed("line", "line");
        fixed("lseg", "lseg");
        add("tsvector", "tsvector", Modifiers.NONE, true);
        add("tsquery", "tsquery", Modifiers.NONE, true);
        for (String range :
                List.of(
                        "int4range",
                        "int8range",
                        "numrange",
                        "tsrange",
                        "tstzrange",
                        "daterange")) {
            add(range, range, Modifiers.NONE, true);
        }
    }

    private NamedTypes() {}

    private static void fixed(String printed, String catalogName, String... others) {
        add(printed, catalogName, Modifiers.NONE, false, others);
    }

    private static void add(
            String printed,
            String catalogName,
            Modifiers modifiers,
            boolean variableLength,
            String... others) {
        Named type = new Named(printed, catalogName, modifiers, variableLength);
        BY_NAME.put(printed, type);
        BY_NAME.put(catalogName, type);
        for (String other : others) {
            BY_NAME.put(other, type);
        }
    }

    /**
     * A type with its modifiers.
     *
     * @param printed as {@code format_type()} prints it
     */
    public record NamedType(String printed, TypeShape shape) {}

    /** The type that is written so; empty for one that pg_catalog does not have. */
    public static Optional<NamedType> of(String written) {
        String plain = written.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        Matcher matcher = TYPE.matcher(plain);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String zone = matcher.group("zone") == null ? "" : " " + matcher.group("zone").strip();
        Named type = BY_NAME.get(matcher.group("name") + zone);
        int first = number(matcher.group("first"));
        int second = number(matcher.group("second"));
        if (type == null || !takes(type.modifiers(), first, second)) {
            return Optional.empty();
        }
        boolean array = matcher.group("array") != null;
        boolean single = first < 0 && List.of("bpchar", "bit").contains(type.catalogName());
        int given = single ? 1 : first;
        int modifier = given < 0 ? -1 : modifier(type.modifiers(), given, Math.max(second, 0));
        return Optional.of(
                new NamedType(
                        printed(type, given, Math.max(second, 0)) + (array ? "[]" : ""),
                        new TypeShape(
                                (array ? "_" : "") + type.catalogName(),
                                modifier,
                                false,
                                array || type.variableLength())));
    }

    private static int number(String digits) {
        return digits == null ? -1 : Integer.parseInt(digits);
    }

    private static boolean takes(Modifiers modifiers, int first, int second) {
        return switch (modifiers) {
            case NONE -> first < 0;
            case LENGTH, BITS -> first != 0 && second < 0;
            case FRACTION -> first <= 6 && second < 0;
            case DIGITS -> first != 0 && first <= 1000 && second <= 1000;
        };
    }

    private static int modifier(Modifiers modifiers, int first, int second) {
        return switch (modifiers) {
            case LENGTH -> first + HEADER;
            case DIGITS -> ((first << 16) | (second & 0x7ff)) + HEADER;
            case NONE, BITS, FRACTION -> first;
        };
    }

    private static String printed(Named type, int first, int second) {
        if (first < 0) {
            return type.printed();
        }
        if (type.modifiers() == Modifiers.DIGITS) {
            return "numeric(%d,%d)".formatted(first, second);
        }
        int zone = type.printed().indexOf(" with");
        return zone < 0
                ? "%s(%d)".formatted(type.printed(), first)
                : "%s(%d)%s"
                        .formatted(
                                type.printed().substring(0, zone),
                                first,
                                type.printed().substring(zone));
    }
}
