package io.drover.plan;

import io.drover.model.TypeVerdict;
import io.drover.model.catalog.TypeShape;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of the values of one PostgreSQL type in a column of another one, when they travel as
 * text.
 *
 * @param reason empty for {@link TypeVerdict#LOSSLESS}
 */
record TypeFit(TypeVerdict verdict, String reason) {
    private static final TypeFit LOSSLESS = new TypeFit(TypeVerdict.LOSSLESS, "");
    private static final Pattern TYPE =
            Pattern.compile(
                    "(?<name>.+?)(?:\\((?<first>\\d+)(?:,(?<second>-?\\d+))?\\))?"
                            + "(?<zone> with(?:out)? time zone)?(?<dimensions>(?:\\[\\])*)");
    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");
    private static final List<String> STRINGS = List.of("text", "character varying", "character");

    /** A type's name taken apart; -1 where there is no modifier. */
    private record Parts(String name, int first, int second, String dimensions) {
        static Parts of(String type) {
            Matcher matcher = TYPE.matcher(type);
            if (!matcher.matches()) {
                return new Parts(type, -1, -1, "");
            }
            String zone = matcher.group("zone") == null ? "" : matcher.group("zone");
            return new Parts(
                    matcher.group("name") + zone,
                    number(matcher.group("first"), -1),
                    number(matcher.group("second"), matcher.group("first") == null ? -1 : 0),
                    matcher.group("dimensions"));
        }

        private static int number(String digits, int otherwise) {
            return digits == null ? otherwise : Integer.parseInt(digits);
        }
    }

    /**
     * The verdict on one column.
     *
     * @param source the source's type with the target's names of schemas
     */
    static TypeFit of(String source, TypeShape sourceShape, String target, TypeShape targetShape) {
        if (source.equals(target)) {
            return LOSSLESS;
        }
        Parts from = Parts.of(source);
        Parts to = Parts.of(target);
        if (!from.dimensions().isEmpty() && !to.dimensions().isEmpty()) {
            return plain(from, to, source, target);
        }
        if (!from.dimensions().isEmpty() || !to.dimensions().isEmpty()) {
            return STRINGS.contains(to.name()) && to.first() < 0 && to.dimensions().isEmpty()
                    ? widening("as the text of the array")
                    : refused(source, target);
        }
        if (sourceShape.baseName().equals(targetShape.baseName())
                && sourceShape.modifier() == targetShape.modifier()) {
            // One of them is a domain over the other, or both are over the same base.
            return to.name().indexOf('.') < 0
                    ? widening("the domain is left for its base type")
                    : lossy("the domain's constraints may refuse values");
        }
        return plain(from, to, source, target);
    }

    private static TypeFit plain(Parts from, Parts to, String source, String target) {
        if (from.name().equals(to.name())) {
            return modifiers(from, to);
        }
        if (INTEGERS.contains(from.name()) && INTEGERS.contains(to.name())) {
            return INTEGERS.indexOf(from.name()) < INTEGERS.indexOf(to.name())
                    ? widening("a wider integer")
                    : lossy("values beyond " + to.name() + " are refused");
        }
        if (INTEGERS.contains(from.name()) && to.name().equals("numeric")) {
            int digits = List.of(5, 10, 19).get(INTEGERS.indexOf(from.name()));
            return to.first() < 0 || to.first() - to.second() >= digits
                    ? widening("a numeric that holds every value")
                    : lossy(
                            "values of more than %d digits are refused"
                                    .formatted(to.first() - to.second()));
        }
        if (List.of("numeric", "real", "double precision").contains(from.name())
                && INTEGERS.contains(to.name())) {
            return lossy("fractions are refused, and so are values beyond " + to.name());
        }
        if (STRINGS.contains(from.name()) && STRINGS.contains(to.name())) {
            return strings(from, to);
        }
        if (STRINGS.contains(to.name())) {
            return to.first() < 0 && !to.name().equals("character")
                    ? widening("as its text form")
                    : lossy("text forms longer than the column are refused");
        }
        return switch (from.name() + " -> " + to.name()) {
            case "smallint -> real",
                            "smallint -> double precision",
                            "integer -> double precision" ->
                    widening("every value is exact in " + to.name());
            case "real -> double precision" -> widening("the shortest decimal is kept");
            case "date -> timestamp without time zone" -> widening("midnight of the day");
            case "jsonb -> json" -> widening("the same document");
            case "cidr -> inet" -> widening("the same address");
            case "bit -> bit varying" ->
                    to.first() < 0 || to.first() >= Math.max(1, from.first())
                            ? widening("a longer bit string")
                            : lossy("bits beyond %d are refused".formatted(to.first()));
            case "json -> jsonb" ->
                    lossy("order of keys, duplicate keys and white space are not kept");
            case "date -> timestamp with time zone",
                            "timestamp without time zone -> timestamp with time zone" ->
                    lossy("read as if it were in UTC");
            case "timestamp with time zone -> timestamp without time zone" ->
                    lossy("the zone is dropped, the time is that of UTC");
            case "timestamp without time zone -> date", "timestamp with time zone -> date" ->
                    lossy("the time of day is dropped");
            case "double precision -> real",
                            "numeric -> real",
                            "numeric -> double precision",
                            "bigint -> double precision",
                            "bigint -> real",
                            "integer -> real" ->
                    lossy("digits beyond the precision are rounded");
            default -> refused(source, target);
        };
    }

    private static TypeFit strings(Parts from, Parts to) {
        if (to.name().equals("character")) {
            return lossy("values are cut or padded to the length of the column");
        }
        boolean fits = to.first() < 0 || (from.first() >= 0 && from.first() <= to.first());
        if (!fits) {
            return lossy("values longer than %d characters are refused".formatted(to.first()));
        }
        return widening(
                from.name().equals("character")
                        ? "the padding blanks become part of the value"
                        : "a longer string");
    }

    private static TypeFit modifiers(Parts from, Parts to) {
        if (from.name().equals("numeric")) {
            boolean fits =
                    to.first() < 0
                            || (from.first() >= 0
                                    && to.second() >= from.second()
                                    && to.first() - to.second() >= from.first() - from.second());
            return fits
                    ? widening("a wider numeric")
                    : lossy("digits after the point are rounded, too many before it are refused");
        }
        boolean fits = to.first() < 0 || (from.first() >= 0 && to.first() >= from.first());
        if (from.name().equals("character") || from.name().equals("bit")) {
            return from.name().equals("character") && fits
                    ? widening("padded with more blanks")
                    : lossy("the fixed length differs");
        }
        return fits
                ? widening("a wider modifier")
                : lossy("what exceeds the modifier is cut, rounded or refused");
    }

    private static TypeFit widening(String reason) {
        return new TypeFit(TypeVerdict.WIDENING, reason);
    }

    private static TypeFit lossy(String reason) {
        return new TypeFit(TypeVerdict.LOSSY, reason);
    }

    private static TypeFit refused(String source, String target) {
        return new TypeFit(
                TypeVerdict.REFUSED, "no way is known from %s to %s".formatted(source, target));
    }
}
