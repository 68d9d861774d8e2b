package io.drover.spec;

import io.drover.model.Nullable;
import io.drover.model.rules.LookupPlan.Origin;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.CheckRule.Condition;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.DeduplicateRule;
import io.drover.spec.rules.ParseFormat;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.ValueStep.LookupTable;
import io.drover.spec.rules.ValueStep.Otherwise;
import io.drover.spec.rules.Violation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rules of one table as flat keys, in the words of the spec. Column rules are keyed by their
 * column, so that one more does not renumber the others. Where in the file a rule stands, and how
 * many rows are logged, is not part of it.
 */
final class RulesFingerprint {
    private final Map<String, String> values;
    private final String table;

    private RulesFingerprint(Map<String, String> values, String table) {
        this.values = values;
        this.table = table;
    }

    /** Puts the keys of {@code rules} under {@code table}. */
    static void put(Map<String, String> values, String table, TableRules rules) {
        new RulesFingerprint(values, table).rules(rules);
    }

    private void rules(TableRules rules) {
        rules.rename().forEach((from, to) -> put(".rename.\"" + from + "\"", to));
        texts(".drop", rules.drop().stream().sorted().toList());
        texts(".columns", rules.columns().stream().map(ColumnRule::column).toList());
        rules.columns().forEach(this::column);
        texts(".filters", rules.filters().stream().map(filter -> filter.sql()).toList());
        for (int index = 0; index < rules.checks().size(); index++) {
            check(".checks[" + index + "]", rules.checks().get(index));
        }
        DeduplicateRule deduplicate = rules.deduplicate();
        if (deduplicate != null) {
            texts(".deduplicate.by", deduplicate.by());
            put(".deduplicate.keep", deduplicate.keep());
            texts(".deduplicate.order", deduplicate.order());
        }
        put(".flag-column", rules.flagColumn());
    }

    private void column(ColumnRule rule) {
        String key = ".columns.\"" + rule.column() + "\"";
        origin(key, rule.value());
        rule.steps().forEach(step -> step(key, step));
        put(key + ".type", rule.type());
        ParseFormat parse = rule.parse();
        if (parse != null) {
            put(key + ".format", parse.pattern());
            put(key + ".decimal", parse.decimal());
            put(key + ".grouping", parse.grouping());
            texts(key + ".true", parse.trueTexts());
            texts(key + ".false", parse.falseTexts());
        }
        violation(key, rule.violation());
    }

    private void origin(String key, ValueOrigin origin) {
        if (origin instanceof ValueOrigin.FromColumn from) {
            put(key + ".from", from.column());
        } else if (origin instanceof ValueOrigin.Constant constant) {
            put(key + ".constant", constant.text());
        } else if (origin instanceof ValueOrigin.Expression expression) {
            put(key + ".expression", expression.sql());
        } else if (origin instanceof ValueOrigin.Concat concat) {
            texts(key + ".concat.of", concat.of());
            put(key + ".concat.separator", concat.separator());
        } else if (origin instanceof ValueOrigin.Split split) {
            put(key + ".split.from", split.from());
            put(key + ".split.separator", split.separator());
            put(key + ".split.part", split.part());
        } else if (origin instanceof ValueOrigin.NameUuid uuid) {
            texts(key + ".uuid.of", uuid.of());
            put(key + ".uuid.namespace", uuid.namespace());
        } else if (origin instanceof ValueOrigin.DenseKey dense) {
            put(key + ".dense.map", dense.map());
            texts(key + ".dense.of", dense.of());
            put(key + ".dense.start", dense.start());
        } else if (origin instanceof ValueOrigin.MappedKey mapped) {
            put(key + ".id-map.map", mapped.map());
            texts(key + ".id-map.of", mapped.of());
            otherwise(key, mapped.otherwise());
        } else {
            throw unknown(origin);
        }
    }

    private void step(String key, ValueStep step) {
        if (step instanceof ValueStep.Trim trim) {
            put(key + ".trim", trim.ends());
        } else if (step instanceof ValueStep.UnicodeForm unicode) {
            put(key + ".unicode", unicode.form());
        } else if (step instanceof ValueStep.LetterCase letters) {
            put(key + ".case", letters.to());
        } else if (step instanceof ValueStep.ValueMap map) {
            map.values().forEach((from, to) -> put(key + ".map.\"" + from + "\"", to));
            otherwise(key, map.otherwise());
        } else if (step instanceof ValueStep.Lookup lookup) {
            lookupTable(key + ".lookup", lookup.table());
            put(key + ".lookup.value", lookup.value());
            otherwise(key, lookup.otherwise());
        } else if (step instanceof ValueStep.DefaultForNull defaults) {
            put(key + ".default", defaults.text());
        } else if (step instanceof ValueStep.Mask mask) {
            put(key + ".mask.how", mask.how());
            put(key + ".mask.keep", mask.keep() == 0 ? null : mask.keep());
            put(key + ".mask.secret", mask.secret() == null ? null : digest(mask.secret()));
        } else {
            throw unknown(step);
        }
    }

    private void check(String key, CheckRule rule) {
        Condition condition = rule.condition();
        put(key + ".column", rule.column().isEmpty() ? null : rule.column());
        if (condition instanceof CheckRule.Required) {
            put(key + ".required", true);
        } else if (condition instanceof CheckRule.OneOf oneOf) {
            texts(key + ".one-of", oneOf.values());
        } else if (condition instanceof CheckRule.Pattern pattern) {
            put(key + ".pattern", pattern.regex());
        } else if (condition instanceof CheckRule.Range range) {
            put(key + ".range.min", range.min());
            put(key + ".range.max", range.max());
        } else if (condition instanceof CheckRule.MaxLength length) {
            put(key + ".max-length", length.characters());
        } else if (condition instanceof CheckRule.Unique unique) {
            texts(key + ".unique", unique.columns());
        } else if (condition instanceof CheckRule.Exists exists) {
            texts(key + ".exists.of", exists.of());
            lookupTable(key + ".exists", exists.table());
        } else if (condition instanceof CheckRule.Holds holds) {
            put(key + ".holds", holds.sql());
        } else {
            throw unknown(condition);
        }
        violation(key, rule.violation());
    }

    /** Of a file its name and its bytes: where it lies does not decide the rows. */
    private void lookupTable(String key, LookupTable lookup) {
        if (lookup.origin() == Origin.FILE) {
            Path name = Path.of(lookup.location()).getFileName();
            put(key + ".file", name);
            put(key + ".file.sha256", lookup.digest());
        } else {
            String origin = lookup.origin() == Origin.TARGET ? ".target-table" : ".table";
            put(key + origin, lookup.location());
        }
        texts(key + ".key", lookup.keys());
    }

    private void otherwise(String key, Otherwise otherwise) {
        put(key + ".otherwise", otherwise.way());
        put(key + ".otherwise.default", otherwise.value());
        put(key + ".otherwise.flag", otherwise.flag() ? "true" : null);
    }

    private void violation(String key, Violation violation) {
        put(key + ".on-violation", violation.what());
        put(key + ".on-violation.default", violation.value());
    }

    private void texts(String key, List<String> texts) {
        for (int index = 0; index < texts.size(); index++) {
            put(key + "[" + index + "]", texts.get(index));
        }
    }

    private void put(String key, @Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            values.put(table + key, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        } else if (value != null) {
            values.put(table + key, value.toString());
        }
    }

    /** A changed secret is a changed rule, and the secret itself is nobody's business. */
    private static String digest(Secret secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("drover.mask:".getBytes(StandardCharsets.UTF_8));
            digest.update(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("Every Java has SHA-256", failure);
        }
    }

    private static IllegalStateException unknown(Object part) {
        return new IllegalStateException("A rule without a fingerprint: " + part);
    }
}
