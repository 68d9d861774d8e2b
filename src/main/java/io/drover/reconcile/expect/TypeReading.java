package io.drover.reconcile.expect;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.rules.OnViolation;
import io.drover.reconcile.expect.Work.Value;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ParseFormat;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.Violation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * A value as one of its target's type: what does not parse, does not fit, or would be rounded or
 * cut sets the row aside, or becomes the rule's default.
 */
final class TypeReading {
    private static final Pattern LIMITED =
            Pattern.compile("(?:character varying|varchar|character|char|bpchar)\\((\\d+)\\)");

    private final Work work;

    TypeReading(Work work) {
        this.work = work;
    }

    /** The Spark type of what a target column takes. */
    static String loaded(ColumnInfo target) {
        return SparkTypes.loaded(target.type(), target.shape()).sparkType();
    }

    Value read(ColumnRule rule, Value value, ColumnInfo target) {
        String to = loaded(target);
        if (rule.value() instanceof ValueOrigin.NameUuid && target.type().equals("uuid")) {
            return value;
        }
        if (to.equals("string")) {
            return text(rule.violation(), value, target);
        }
        if (to.equals(value.type())) {
            return value;
        }
        DataType type = SourceRead.type(to);
        if (!value.isText()) {
            return converted(rule.violation(), value, to, type);
        }
        Value read = work.add(parsed(value.get(), type, rule.parse()), to);
        Column unread = value.get().isNotNull().and(read.get().isNull());
        return judged(rule.violation(), read, unread, type);
    }

    private Value text(Violation violation, Value value, ColumnInfo target) {
        Value text = value.isText() ? value : work.add(value.text(), "string");
        Matcher limited = LIMITED.matcher(target.type());
        if (target.type().equals("uuid")) {
            Column none =
                    TextFunctions.call(
                            text.get(), DataTypes.BooleanType, each -> !TextFunctions.isUuid(each));
            return judged(violation, text, none, DataTypes.StringType);
        }
        if (limited.matches()) {
            int most = Integer.parseInt(limited.group(1));
            Column longer = functions.length(text.get()).gt(functions.lit(most));
            return judged(violation, text, longer, DataTypes.StringType);
        }
        return text;
    }

    /** From what is no text, there and back again. */
    private Value converted(Violation violation, Value value, String to, DataType type) {
        String name = Work.quote(value.column());
        Value there = work.add(functions.expr("try_cast(%s AS %s)".formatted(name, to)), to);
        Column same =
                to.equals("date")
                        ? functions
                                .expr("try_cast(%s AS timestamp_ntz)".formatted(name))
                                .equalTo(there.get().cast("timestamp_ntz"))
                        : there.get().equalTo(value.get());
        Column lost =
                value.get()
                        .isNotNull()
                        .and(
                                there.get()
                                        .isNull()
                                        .or(
                                                functions.not(
                                                        functions.coalesce(
                                                                same, functions.lit(false)))));
        return judged(violation, there, lost, type);
    }

    private Value judged(Violation violation, Value read, Column violated, DataType type) {
        if (violation.what() != OnViolation.FLAG) {
            work.refuse(violated);
            return read;
        }
        Column condition = work.condition(violated);
        work.flag(condition);
        return work.add(
                functions
                        .when(condition, functions.lit(violation.value()).cast(type))
                        .otherwise(read.get()),
                read.type());
    }

    private static Column parsed(Column text, DataType type, @Nullable ParseFormat format) {
        NumberTexts numbers = new NumberTexts(format);
        if (type instanceof DecimalType decimal) {
            int precision = decimal.precision();
            int scale = decimal.scale();
            return TextFunctions.call(text, type, each -> numbers.decimal(each, precision, scale));
        }
        return switch (type.typeName()) {
            case "short" -> whole(text, numbers, Short.MIN_VALUE, Short.MAX_VALUE).cast(type);
            case "integer" -> whole(text, numbers, Integer.MIN_VALUE, Integer.MAX_VALUE).cast(type);
            case "long" -> whole(text, numbers, Long.MIN_VALUE, Long.MAX_VALUE);
            case "boolean" -> TextFunctions.call(text, type, numbers::truth);
            case "float" -> TextFunctions.call(text, type, NumberTexts::binary32);
            case "double" -> TextFunctions.call(text, type, NumberTexts::binary64);
            case "binary" -> text.cast(type);
            case "date", "timestamp", "timestamp_ntz" -> moment(text, type, format);
            default -> throw new NotComputable("no text is read as " + type.sql());
        };
    }

    private static Column whole(Column text, NumberTexts numbers, long least, long greatest) {
        return TextFunctions.call(
                text, DataTypes.LongType, each -> numbers.whole(each, least, greatest));
    }

    private static Column moment(Column text, DataType type, @Nullable ParseFormat format) {
        String pattern = format == null ? null : format.pattern();
        if (pattern == null) {
            return TextFunctions.call(
                    text,
                    type,
                    switch (type.typeName()) {
                        case "date" -> MomentTexts::day;
                        case "timestamp" -> MomentTexts::instant;
                        default -> MomentTexts::wallClock;
                    });
        }
        if (MomentTexts.isPlain(pattern)) {
            return TextFunctions.call(
                            text, DataTypes.TimestampNTZType, each -> MomentTexts.by(pattern, each))
                    .cast(type);
        }
        return functions.call_udf("try_to_timestamp", text, functions.lit(pattern)).cast(type);
    }
}
