package io.drover.reconcile.expect;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.CanonicalValues;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireFrame;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TypeShape;
import io.drover.reconcile.ComparedColumn;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * The frame of a value that rules made, as the column of the target holds it. A value that the
 * column does not hold exactly is refused: its row is set aside.
 *
 * <p>Runs on: executors.
 */
final class TargetFrame implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int NAME_BYTES = 63;
    private static final Set<String> TEXTS =
            Set.of("text", "varchar", "bpchar", "name", "citext", "xml");

    /** Of these a store that has no such type keeps a text that says the same. */
    private static final Set<String> KEPT_AS_TEXT =
            Set.of(
                    "text", "varchar", "bpchar", "name", "citext", "xml", "uuid", "json", "jsonb",
                    "int2", "int4", "int8", "numeric");

    /** What Java prints as the server does, in columns that are compared by their texts. */
    private static final Set<String> PRINTS = Set.of("int2", "int4", "int8", "oid", "date", "uuid");

    private final CanonicalType type;
    private final String baseName;
    private final int modifier;
    private final boolean notNull;

    /** Whether a store keeps it: its texts are texts, whatever the column is meant to be. */
    private final boolean stored;

    private final boolean padded;

    private TargetFrame(CanonicalType type, ColumnInfo column, boolean stored, boolean padded) {
        this.type = type;
        this.baseName = column.shape().baseName();
        this.modifier = column.shape().modifier();
        this.notNull = column.notNull();
        this.stored = stored;
        this.padded = padded;
    }

    /**
     * The frames of a column that a store keeps.
     *
     * @param column as it is meant to be: what is none of its values is set aside
     * @param there as it stands and is compared
     * @throws NotComputable where it is kept as a text that only the load knows
     */
    static TargetFrame stored(ColumnInfo column, ComparedColumn there) {
        CanonicalType type = there.type();
        boolean known =
                switch (type) {
                    case BOOLEAN, INTEGER, DECIMAL, FLOAT, BINARY, DATE, TIMESTAMP, INSTANT -> true;
                    case UUID, JSON -> true;
                    case TEXT -> KEPT_AS_TEXT.contains(column.shape().baseName());
                    case TIME, TIME_ZONED, INTERVAL -> false;
                };
        if (!known || there.isArray()) {
            throw new NotComputable(
                    "%s is a %s made by a rule, and the target keeps it as a %s of its own"
                            .formatted(column.name(), column.type(), there.targetType()));
        }
        return new TargetFrame(type, column, true, there.targetType().startsWith("character("));
    }

    /**
     * The frames of a column.
     *
     * @param frame what its values are compared as
     * @param enums types whose text is their label
     * @throws NotComputable where only the server knows what a text means to the type
     */
    static TargetFrame of(ColumnInfo column, WireFrame frame, Set<String> enums) {
        TypeShape shape = column.shape();
        CanonicalType type = frame.type();
        boolean known =
                switch (type) {
                    case BOOLEAN, INTEGER, DECIMAL, FLOAT, BINARY, DATE, TIMESTAMP, INSTANT -> true;
                    case UUID, JSON -> true;
                    case TEXT ->
                            TEXTS.contains(shape.baseName())
                                    || enums.contains(shape.baseName())
                                    || (!frame.isOwn() && PRINTS.contains(shape.baseName()));
                    case TIME, TIME_ZONED, INTERVAL -> false;
                };
        if (!known || frame.array()) {
            throw new NotComputable(
                    "%s is a %s made by a rule, and only its server knows what a text means to it"
                            .formatted(column.name(), column.type()));
        }
        return new TargetFrame(type, column, false, shape.baseName().equals("bpchar"));
    }

    /** Adds the frame; false where the column does not hold the value, and nothing was added. */
    boolean write(@Nullable Object value, CanonicalValues into) {
        if (value == null) {
            into.addNull(type);
            return !notNull;
        }
        switch (type) {
            case BOOLEAN -> into.addBoolean((Boolean) value);
            case INTEGER -> into.addInteger(((Number) value).longValue());
            case DECIMAL -> {
                return decimal(number(value), into);
            }
            case FLOAT -> into.addFloat(((Number) value).doubleValue());
            case TEXT -> {
                return stored ? kept(value, into) : text(printed(value), into);
            }
            case BINARY -> into.addBinary((byte[]) value);
            case DATE -> into.addDate((LocalDate) value);
            case TIMESTAMP -> {
                LocalDateTime time =
                        value instanceof Instant instant
                                ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                                : (LocalDateTime) value;
                return isWhole(time.get(ChronoField.NANO_OF_SECOND)) && add(into, time);
            }
            case INSTANT -> {
                Instant instant = (Instant) value;
                return isWhole(instant.get(ChronoField.NANO_OF_SECOND)) && add(into, instant);
            }
            case UUID -> {
                return uuid((String) value, into);
            }
            case JSON -> {
                return json((String) value, into);
            }
            case TIME, TIME_ZONED, INTERVAL -> throw new IllegalStateException("No " + type);
        }
        return true;
    }

    private static boolean add(CanonicalValues into, LocalDateTime time) {
        into.addTimestamp(time);
        return true;
    }

    private static boolean add(CanonicalValues into, Instant instant) {
        into.addInstant(instant);
        return true;
    }

    private static BigDecimal number(Object value) {
        return value instanceof BigDecimal decimal
                ? decimal
                : BigDecimal.valueOf(((Number) value).longValue());
    }

    /** Source: {@code numeric_typmod_precision} and {@code numeric_typmod_scale} of PostgreSQL. */
    private boolean decimal(BigDecimal value, CanonicalValues into) {
        if (modifier >= 4 && baseName.equals("numeric")) {
            int precision = ((modifier - 4) >> 16) & 0xffff;
            int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
            BigDecimal exact = value.stripTrailingZeros();
            boolean fits =
                    exact.signum() == 0
                            || (exact.scale() <= scale
                                    && exact.precision() - exact.scale() <= precision - scale);
            if (!fits) {
                return false;
            }
        }
        into.addDecimal(value);
        return true;
    }

    /** The text that a store keeps, if the value is one of the column that is meant. */
    private boolean kept(Object value, CanonicalValues into) {
        if (baseName.equals("uuid") && !TextFunctions.isUuid((String) value)) {
            return false;
        }
        if (baseName.startsWith("json")
                && !json((String) value, new CanonicalValues(new RowForm(1)))) {
            return false;
        }
        return text(
                value instanceof BigDecimal number ? number.toPlainString() : value.toString(),
                into);
    }

    private String printed(Object value) {
        String text = value.toString();
        return baseName.equals("uuid") ? text.toLowerCase(Locale.ROOT) : text;
    }

    private boolean text(String value, CanonicalValues into) {
        if (value.indexOf('\0') >= 0) {
            return false;
        }
        int characters = value.codePointCount(0, value.length());
        boolean fits =
                switch (baseName) {
                    case "varchar" -> modifier < 4 || characters <= modifier - 4;
                        // Blanks behind the end are cut without loss: they are padding.
                    case "bpchar" ->
                            modifier < 4
                                    || value.replaceFirst(" +$", "").codePoints().count()
                                            <= modifier - 4;
                    case "name" -> value.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES;
                    default -> true;
                };
        if (!fits) {
            return false;
        }
        if (padded) {
            into.addBlankPadded(value);
        } else {
            into.addText(value);
        }
        return true;
    }

    /** Whether the type keeps the fraction of a second. */
    private boolean isWhole(int nanos) {
        int grain = 1000;
        for (int digit = modifier < 0 ? 6 : modifier; digit < 6; digit++) {
            grain *= 10;
        }
        return nanos % grain == 0;
    }

    private static boolean uuid(String value, CanonicalValues into) {
        if (!TextFunctions.isUuid(value)) {
            return false;
        }
        into.addUuid(UUID.fromString(value));
        return true;
    }

    private boolean json(String value, CanonicalValues into) {
        // jsonb has no U+0000; json keeps the text.
        if (baseName.equals("jsonb") && value.contains("\\u0000")) {
            return false;
        }
        try {
            into.addJson(value);
            return true;
        } catch (MigrationException noJson) {
            return false;
        }
    }
}
