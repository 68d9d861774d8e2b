package io.drover.engine.jdbc;

import io.drover.model.Nullable;
import io.drover.model.catalog.TypeShape;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A logical type: PostgreSQL's printed name of it and the shape that its catalog would have told.
 *
 * <p>Source: the typmod functions of PostgreSQL's types ({@code numerictypmodin}, {@code
 * varchartypmodin}, …).
 */
public record LogicalType(String name, TypeShape shape) {
    private static final Pattern MODIFIER = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");
    private static final int HEADER = 4;

    /** Printed names by {@code pg_type.typname}; those of variable length have a true. */
    private static final Map<String, Base> BASES =
            Map.ofEntries(
                    Map.entry("boolean", new Base("bool", false)),
                    Map.entry("smallint", new Base("int2", false)),
                    Map.entry("integer", new Base("int4", false)),
                    Map.entry("bigint", new Base("int8", false)),
                    Map.entry("real", new Base("float4", false)),
                    Map.entry("double precision", new Base("float8", false)),
                    Map.entry("numeric", new Base("numeric", true)),
                    Map.entry("text", new Base("text", true)),
                    Map.entry("character varying", new Base("varchar", true)),
                    Map.entry("character", new Base("bpchar", true)),
                    Map.entry("json", new Base("json", true)),
                    Map.entry("jsonb", new Base("jsonb", true)),
                    Map.entry("uuid", new Base("uuid", false)),
                    Map.entry("bytea", new Base("bytea", true)),
                    Map.entry("date", new Base("date", false)),
                    Map.entry("time without time zone", new Base("time", false)),
                    Map.entry("time with time zone", new Base("timetz", false)),
                    Map.entry("timestamp without time zone", new Base("timestamp", false)),
                    Map.entry("timestamp with time zone", new Base("timestamptz", false)),
                    Map.entry("interval", new Base("interval", false)),
                    Map.entry("bit", new Base("bit", true)),
                    Map.entry("bit varying", new Base("varbit", true)));

    private record Base(String catalogName, boolean variableLength) {}

    /**
     * The type that PostgreSQL prints so: {@code numeric(20,0)}, {@code timestamp(3) without time
     * zone}.
     *
     * @throws IllegalArgumentException when it is none that this list has
     */
    public static LogicalType of(String name) {
        Matcher modifier = MODIFIER.matcher(name);
        boolean modified = modifier.find();
        String bare = modified ? modifier.replaceFirst("") : name;
        Base base = BASES.get(bare);
        if (base == null) {
            throw new IllegalArgumentException("No logical type is called " + name);
        }
        int typmod = -1;
        if (modified) {
            int first = Integer.parseInt(modifier.group(1));
            typmod =
                    switch (base.catalogName()) {
                        case "numeric" ->
                                HEADER + ((first << 16) | (scale(modifier.group(2)) & 0x7ff));
                        case "varchar", "bpchar" -> HEADER + first;
                        case "interval" -> (0x7fff << 16) | first;
                        default -> first;
                    };
        }
        return new LogicalType(
                name, new TypeShape(base.catalogName(), typmod, false, base.variableLength()));
    }

    /** The type of PostgreSQL's own below a domain; another type as it is. */
    public static String below(String printed, TypeShape shape) {
        String base =
                BASES.entrySet().stream()
                        .filter(each -> each.getValue().catalogName().equals(shape.baseName()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(printed);
        int modifier = shape.modifier();
        if (printed.indexOf('.') < 0 || base.equals(printed) || modifier < 0) {
            return printed.indexOf('.') < 0 ? printed : base;
        }
        return switch (shape.baseName()) {
            case "numeric" ->
                    "numeric(%d,%d)"
                            .formatted(
                                    ((modifier - HEADER) >> 16) & 0xffff,
                                    (((modifier - HEADER) & 0x7ff) ^ 1024) - 1024);
            case "varchar", "bpchar" -> base + "(" + (modifier - HEADER) + ")";
            case "interval" -> base;
            case "time", "timetz", "timestamp", "timestamptz" -> withDigits(base, modifier).name();
            default -> base + "(" + modifier + ")";
        };
    }

    /** {@code numeric(p,s)}; one that PostgreSQL cannot declare is {@code numeric}. */
    public static LogicalType numeric(int precision, int scale) {
        return precision < 1 || precision > 1000 || scale < 0 || scale > precision
                ? of("numeric")
                : of("numeric(" + precision + "," + scale + ")");
    }

    /** {@code character varying(n)}; one that PostgreSQL cannot declare is {@code text}. */
    public static LogicalType varchar(long length) {
        return length < 1 || length > 10_485_760
                ? of("text")
                : of("character varying(" + length + ")");
    }

    /**
     * {@code timestamp(digits) …} or {@code time(digits) …}; of six digits there is no modifier.
     */
    public static LogicalType withDigits(String name, int digits) {
        int blank = name.indexOf(' ');
        return digits < 0 || digits >= 6
                ? of(name)
                : of(name.substring(0, blank) + "(" + digits + ")" + name.substring(blank));
    }

    private static int scale(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }
}
