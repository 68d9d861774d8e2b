package io.drover.engine.sqlite;

import io.drover.engine.jdbc.LogicalType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.TypeOrigin;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logical type of a column: by its declared type, as SQLite's affinity rules and common names
 * read it, and by what its values are where the declaration leaves that open. A value that does not
 * fit is set aside as its row is read.
 *
 * <p>Source: SQLite documentation, "Datatypes In SQLite", 3.1; "Date And Time Functions", 2.
 */
record SqliteTypes(LogicalType logical, TypeOrigin origin) {
    /** Seconds beyond this would be after the year 5138, milliseconds below it before 1973-03. */
    static final long LEAST_MILLIS = 100_000_000_000L;

    /** Behind a declared type whose integers are counts of these. */
    static final String AS_SECONDS = " as epoch seconds";

    static final String AS_MILLIS = " as epoch milliseconds";
    static final String AS_JULIAN = " as Julian days";

    private static final Pattern MODIFIER =
            Pattern.compile("\\(\\s*(\\d{1,9})\\s*(?:,\\s*(\\d{1,9})\\s*)?\\)");
    private static final String TIMESTAMP = "timestamp without time zone";

    static SqliteTypes of(String declared, ColumnScan scan) {
        String name = declared.toUpperCase(Locale.ROOT);
        SqliteTypes type = of(name, declared, scan);
        long others = misfits(type.logical.name(), scan);
        if (others == 0) {
            return type;
        }
        String reason =
                "%d of %d values are of another kind and are set aside with their rows"
                        .formatted(others, scan.values());
        return new SqliteTypes(
                type.logical,
                new TypeOrigin(
                        type.origin.type(),
                        type.origin.verdict() == TypeVerdict.LOSSLESS
                                ? TypeVerdict.WIDENING
                                : type.origin.verdict(),
                        type.origin.reason().isEmpty()
                                ? reason
                                : type.origin.reason() + "; " + reason));
    }

    private static SqliteTypes of(String name, String declared, ColumnScan scan) {
        if (name.contains("BOOL")) {
            return bool(declared, scan);
        }
        if (name.contains("DATE") || name.contains("TIME")) {
            return moment(name, declared, scan);
        }
        if (name.contains("INT")) {
            return exact("bigint", declared);
        }
        if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return text(name, declared, scan);
        }
        if (name.isBlank() || name.contains("BLOB") || name.equals("ANY")) {
            return found(declared, scan);
        }
        if (name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB")) {
            return exact("double precision", declared);
        }
        if (name.contains("UUID") || name.contains("GUID")) {
            return exact(scan.texts() > 0 || scan.blobs() == 0 ? "uuid" : "bytea", declared);
        }
        if (name.contains("JSON")) {
            return exact("json", declared);
        }
        if (scan.texts() > scan.integers() + scan.reals()) {
            return widened("text", declared, "its values are texts");
        }
        Matcher modifier = MODIFIER.matcher(name);
        LogicalType numeric =
                modifier.find()
                        ? LogicalType.numeric(
                                Integer.parseInt(modifier.group(1)),
                                modifier.group(2) == null ? 0 : Integer.parseInt(modifier.group(2)))
                        : LogicalType.of("numeric");
        return new SqliteTypes(
                numeric,
                scan.reals() == 0
                        ? new TypeOrigin(declared, TypeVerdict.LOSSLESS, "")
                        : new TypeOrigin(
                                declared,
                                TypeVerdict.WIDENING,
                                "a binary fraction is read as its shortest decimal"));
    }

    private static SqliteTypes bool(String declared, ColumnScan scan) {
        if (scan.outsideBits() > 0) {
            return widened("bigint", declared, scan.outsideBits() + " values are neither 0 nor 1");
        }
        return scan.texts() > scan.integers()
                ? widened("text", declared, "its values are texts")
                : exact("boolean", declared);
    }

    private static SqliteTypes text(String name, String declared, ColumnScan scan) {
        Matcher modifier = MODIFIER.matcher(name);
        if (!modifier.find()) {
            return exact("text", declared);
        }
        long length = Long.parseLong(modifier.group(1));
        if (scan.longest() > length) {
            return widened(
                    "text",
                    declared,
                    "SQLite keeps to no length: the longest value has %d characters"
                            .formatted(scan.longest()));
        }
        return new SqliteTypes(
                LogicalType.varchar(length), new TypeOrigin(declared, TypeVerdict.LOSSLESS, ""));
    }

    /** Of a column that says nothing of its type: what its values are. */
    private static SqliteTypes found(String declared, ColumnScan scan) {
        if (scan.only(scan.blobs())) {
            return exact("bytea", declared);
        }
        if (scan.only(scan.texts())) {
            return widened("text", declared, "its values are texts");
        }
        if (scan.only(scan.integers())) {
            return widened("bigint", declared, "its values are integers");
        }
        if (scan.only(scan.reals())) {
            return widened("double precision", declared, "its values are reals");
        }
        if (scan.texts() + scan.blobs() == 0) {
            return widened("numeric", declared, "its values are numbers of both kinds");
        }
        if (scan.blobs() > scan.texts() + scan.integers() + scan.reals()) {
            return widened("bytea", declared, "most of its values are blobs");
        }
        return widened(
                "text",
                declared,
                "its values are of several kinds; integers are read as their digits");
    }

    private static SqliteTypes moment(String name, String declared, ColumnScan scan) {
        boolean clock = name.startsWith("TIME") && !name.startsWith("TIMESTAMP");
        if (scan.integers() > scan.texts() + scan.reals()) {
            boolean millis = scan.largest() >= LEAST_MILLIS;
            return widened(
                    "timestamp with time zone",
                    declared + (millis ? AS_MILLIS : AS_SECONDS),
                    "its integers are %s since 1970 in UTC: the largest is %d"
                            .formatted(millis ? "milliseconds" : "seconds", scan.largest()));
        }
        if (scan.reals() > scan.texts()) {
            return widened(
                    TIMESTAMP,
                    declared + AS_JULIAN,
                    "its reals are Julian days, read to the millisecond as SQLite's own functions do");
        }
        long moments = scan.moments() + scan.zoned();
        if (scan.texts() > 0 && scan.days() + moments == 0) {
            return scan.clocks() == scan.texts()
                    ? widened("time without time zone", declared, "its texts are times of day")
                    : widened("text", declared, "its texts are no ISO dates");
        }
        if (scan.zoned() > scan.moments()) {
            return widened(
                    "timestamp with time zone", declared, "its texts are ISO times with a zone");
        }
        if (scan.moments() == 0 && (scan.days() > 0 || name.equals("DATE"))) {
            return widened("date", declared, "its texts are ISO dates");
        }
        if (scan.texts() == 0 && clock) {
            return exact("time without time zone", declared);
        }
        return widened(
                TIMESTAMP,
                declared,
                scan.days() == 0
                        ? "its texts are ISO times"
                        : "its texts are ISO times; %d are dates, midnight of the day"
                                .formatted(scan.days()));
    }

    /**
     * Values whose storage class is none that the type is read from; their forms may not fit
     * either.
     */
    private static long misfits(String logical, ColumnScan scan) {
        return switch (LogicalType.of(logical).shape().baseName()) {
            case "bool", "int8" -> scan.reals() + scan.texts() + scan.blobs();
            case "float8" -> scan.texts() + scan.blobs();
            case "numeric" -> scan.texts() + scan.blobs();
            case "bytea" -> scan.integers() + scan.reals() + scan.texts();
            case "date" -> scan.values() - scan.days();
            case "time" -> scan.values() - scan.clocks();
            case "timestamp" -> scan.values() - scan.days() - scan.moments() - scan.reals();
            case "timestamptz" -> scan.values() - scan.zoned() - scan.integers();
            default -> scan.reals() + scan.blobs();
        };
    }

    private static SqliteTypes exact(String logical, String declared) {
        return new SqliteTypes(
                LogicalType.of(logical), new TypeOrigin(declared, TypeVerdict.LOSSLESS, ""));
    }

    private static SqliteTypes widened(String logical, String declared, String reason) {
        return new SqliteTypes(
                LogicalType.of(logical), new TypeOrigin(declared, TypeVerdict.WIDENING, reason));
    }
}
