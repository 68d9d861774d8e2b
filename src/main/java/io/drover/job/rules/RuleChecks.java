package io.drover.job.rules;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.run.Findings;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.MigrationSpec;
import io.drover.transform.RuleCheck;
import io.drover.transform.RuleFunctions;
import io.drover.transform.RuleSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Asks Spark whether the rules of tables can be applied, before anything is created or read. */
public final class RuleChecks {
    private final MigrationSpec spec;
    private final SparkSession session;
    private final Catalog source;

    public RuleChecks(MigrationSpec spec, SparkSession session, Catalog source) {
        this.spec = spec;
        this.source = source;
        this.session = RuleSession.of(session);
        RuleFunctions.register(this.session, new Masks(spec).secrets());
    }

    /** Each with its place in the spec; tables without rules have none. */
    public List<String> problems(List<TablePlan> tables) {
        List<String> problems = new ArrayList<>();
        for (TablePlan table : tables) {
            if (table.rules() != null) {
                new RuleCheck(session, table, columns(table.source()))
                        .problems().stream()
                                .map(problem -> problem.placed(table))
                                .forEach(problems::add);
            }
        }
        return problems.stream().distinct().toList();
    }

    private List<String> columns(TableName name) {
        return source.tables().stream()
                .filter(table -> table.name().equals(name))
                .flatMap(table -> table.columns().stream())
                .map(ColumnInfo::name)
                .toList();
    }

    /**
     * Fails where a rule cannot be applied.
     *
     * @throws MigrationException SPEC with all of them
     */
    public void refuse(List<TablePlan> tables) {
        List<String> problems = problems(tables);
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot apply the rules of migration %s: %s. Nothing was created.\n  %s"
                            .formatted(
                                    spec.name(),
                                    Findings.counted(problems.size(), "problem"),
                                    String.join("\n  ", problems)));
        }
    }
}
