package io.drover.job.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.TableName;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.MaskedColumns;
import io.drover.spec.rules.ValueStep;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the spec masks: the secrets of the masks, and the columns whose values nobody may see. */
public final class Masks {
    private final MigrationSpec spec;

    public Masks(MigrationSpec spec) {
        this.spec = spec;
    }

    /** The secret of each hashing mask, by the name that rules call it. */
    public Map<String, String> secrets() {
        Map<String, String> secrets = new TreeMap<>();
        for (TableSpec table : spec.tables()) {
            for (ColumnRule rule : table.rules().columns()) {
                for (ValueStep step : rule.steps()) {
                    if (step instanceof ValueStep.Mask mask && mask.secret() != null) {
                        secrets.put(
                                SparkSql.maskName(table.name().toString(), rule.column()),
                                mask.secret().reveal());
                    }
                }
            }
        }
        return secrets;
    }

    /** The source columns of a table that a masked column is made of. */
    public Set<String> sourceColumns(TableName source) {
        Set<String> columns = new LinkedHashSet<>();
        for (TableSpec table : spec.tables()) {
            if (table.name().equals(source)) {
                columns.addAll(MaskedColumns.sources(table.rules()));
            }
        }
        return columns;
    }
}
