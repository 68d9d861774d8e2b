package io.drover.reconcile.expect;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.model.catalog.ColumnInfo;
import io.drover.reconcile.expect.Work.Value;
import io.drover.spec.Secret;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.ValueStep.Otherwise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Makes the value of a ruled column: its origin, its steps in their order, its type. */
final class ColumnRules {
    private final Work work;
    private final LookupTables lookups;
    private final TypeReading types;
    private final Map<String, String> readTypes = new HashMap<>();

    ColumnRules(Work work, LookupTables lookups, Contribution from) {
        this.work = work;
        this.lookups = lookups;
        this.types = new TypeReading(work);
        for (ColumnInfo column : from.source().columns()) {
            readTypes.put(
                    column.name(), SparkTypes.read(column.type(), column.shape()).sparkType());
        }
    }

    /** A source column as it was read. */
    Value source(String column) {
        return new Value(column, readTypes.get(column));
    }

    Value make(ColumnRule rule, ColumnInfo target) {
        Value value = origin(rule.value());
        boolean typed = false;
        for (ValueStep step : rule.steps()) {
            boolean behindType =
                    step instanceof ValueStep.DefaultForNull || step instanceof ValueStep.Mask;
            if (behindType && !typed) {
                value = types.read(rule, value, target);
                typed = true;
            }
            value = step(step, value);
        }
        return typed ? value : types.read(rule, value, target);
    }

    private List<Value> sources(List<String> columns) {
        return columns.stream().map(this::source).toList();
    }

    private Value origin(ValueOrigin origin) {
        if (origin instanceof ValueOrigin.FromColumn from) {
            return source(from.column());
        }
        if (origin instanceof ValueOrigin.Constant constant) {
            return work.add(functions.lit(constant.text()), "string");
        }
        if (origin instanceof ValueOrigin.Expression expression) {
            // Of a row that is left out, nobody asked for it, and it may fail.
            return work.add(functions.when(Work.alive(), functions.expr(expression.sql())), null);
        }
        if (origin instanceof ValueOrigin.Concat concat) {
            Column[] texts = sources(concat.of()).stream().map(Value::text).toArray(Column[]::new);
            return work.add(
                    functions.when(
                            functions.coalesce(texts).isNotNull(),
                            functions.concat_ws(concat.separator(), texts)),
                    "string");
        }
        if (origin instanceof ValueOrigin.Split split) {
            if (split.separator().isEmpty()) {
                throw new NotComputable("split has no separator");
            }
            String separator = split.separator();
            int part = split.part();
            return text(source(split.from()), text -> TextFunctions.part(text, separator, part));
        }
        if (origin instanceof ValueOrigin.NameUuid uuid) {
            String namespace = uuid.namespace();
            Column key = LookupTables.framed(sources(uuid.of()));
            Value made =
                    work.add(
                            TextFunctions.text(
                                    key, name -> TextFunctions.nameUuid(namespace, name)),
                            "string");
            work.refuse(made.get().isNull());
            return made;
        }
        if (origin instanceof ValueOrigin.DenseKey dense) {
            return number(
                    dense.map(), dense.of(), new Otherwise(Otherwise.Way.VIOLATION, null, false));
        }
        if (origin instanceof ValueOrigin.MappedKey mapped) {
            return number(mapped.map(), mapped.of(), mapped.otherwise());
        }
        throw new NotComputable("the origin of a column is of an unknown kind");
    }

    private Value number(String map, List<String> of, Otherwise otherwise) {
        Value key = work.add(LookupTables.framed(sources(of)), "string");
        LookupTables.Answer answer = lookups.number(work, map, key.get());
        return otherwise(otherwise, key, answer.found(), answer.value());
    }

    private Value step(ValueStep step, Value value) {
        if (step instanceof ValueStep.Trim trim) {
            ValueStep.Trim.Ends ends = trim.ends();
            return text(value, text -> TextFunctions.trimmed(text, ends));
        }
        if (step instanceof ValueStep.UnicodeForm unicode) {
            ValueStep.UnicodeForm.Form form = unicode.form();
            return text(value, text -> TextFunctions.composed(text, form));
        }
        if (step instanceof ValueStep.LetterCase letters) {
            ValueStep.LetterCase.To to = letters.to();
            return text(value, text -> TextFunctions.cased(text, to));
        }
        if (step instanceof ValueStep.ValueMap map) {
            Map<String, String> values = new HashMap<>(map.values());
            Value key = work.add(value.text(), "string");
            Value answer = text(key, values::get);
            return otherwise(map.otherwise(), key, answer.get().isNotNull(), answer.get());
        }
        if (step instanceof ValueStep.Lookup lookup) {
            Value key = work.add(value.text(), "string");
            LookupTables.Answer answer =
                    lookups.lookup(work, lookup.table(), List.of(key.get()), lookup.value());
            return otherwise(lookup.otherwise(), key, answer.found(), answer.value());
        }
        if (step instanceof ValueStep.DefaultForNull instead) {
            return work.add(
                    functions.coalesce(
                            value.get(), functions.lit(instead.text()).cast(value.type())),
                    value.type());
        }
        if (step instanceof ValueStep.Mask mask) {
            return mask(mask, value);
        }
        throw new NotComputable("a step of a column is of an unknown kind");
    }

    private Value text(Value value, TextFunctions.OfText function) {
        return work.add(TextFunctions.text(value.text(), function), "string");
    }

    private Value otherwise(Otherwise otherwise, Value key, Column found, Column answer) {
        Column absent = work.condition(key.get().isNotNull().and(functions.not(found)));
        if (otherwise.flag()) {
            work.flag(absent);
        }
        return switch (otherwise.way()) {
            case KEEP -> work.add(functions.when(absent, key.get()).otherwise(answer), "string");
            case DEFAULT ->
                    work.add(
                            functions
                                    .when(absent, functions.lit(otherwise.value()))
                                    .otherwise(answer),
                            "string");
            case VIOLATION -> {
                work.refuse(absent);
                yield work.add(answer, "string");
            }
        };
    }

    private Value mask(ValueStep.Mask mask, Value value) {
        return switch (mask.how()) {
            case HASH -> {
                String secret = secret(mask);
                yield text(value, text -> TextFunctions.keyed(text, secret));
            }
            case REDACT -> text(value, text -> "***");
            case KEEP_LAST -> {
                int keep = mask.keep();
                yield text(value, text -> TextFunctions.lastOnly(text, keep));
            }
        };
    }

    private static String secret(ValueStep.Mask mask) {
        Secret secret = mask.secret();
        if (secret == null) {
            throw new NotComputable("a mask has no secret");
        }
        return secret.reveal();
    }
}
