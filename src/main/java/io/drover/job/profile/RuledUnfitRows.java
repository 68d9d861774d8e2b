package io.drover.job.profile;

import io.drover.engine.Engines;
import io.drover.extract.SourceAccess;
import io.drover.extract.SourceRows;
import io.drover.extract.connector.CopyRead;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.job.run.Concurrently;
import io.drover.job.source.PlanReader;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.profile.Unfit;
import io.drover.model.rules.Fate;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RuleStep;
import io.drover.plan.Planner;
import io.drover.spec.MigrationSpec;
import io.drover.transform.RowTransform;
import io.drover.transform.RuleFailure;
import io.drover.transform.RuleFunctions;
import io.drover.transform.RuleSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the rules over all rows of a table and loads none: each rule that is violated, by how many
 * rows, and the first of them. A read of its own besides the profile's, with the rules' shuffle.
 *
 * <p>Runs on: driver. Memory: a line for each rule.
 */
public final class RuledUnfitRows implements UnfitRows {
    private final MigrationSpec spec;
    private @Nullable List<TablePlan> plans;

    public RuledUnfitRows(MigrationSpec spec) {
        this.spec = spec;
    }

    @Override
    public List<Unfit> find(SparkSession session, SourceAccess access, TableName table) {
        boolean ruled = spec.tables().stream().anyMatch(each -> each.rules().touchesValues());
        if (!ruled) {
            return List.of();
        }
        List<Unfit> unfit = new ArrayList<>();
        for (TablePlan plan : plans()) {
            if (plan.source().equals(table) && plan.rules() != null) {
                unfit.addAll(find(session, access, plan));
            }
        }
        return unfit;
    }

    private List<TablePlan> plans() {
        if (plans == null) {
            PlanReader reader = new PlanReader(spec);
            try (Connection connection = PlanReader.open(Side.SOURCE, spec.source(), spec.name())) {
                Catalog source = reader.source(connection);
                plans =
                        Engines.covers(spec.target())
                                ? Planner.tables(spec, source)
                                : Planner.tables(spec, source, reader.target(source));
            } catch (SQLException failure) {
                throw SqlFailures.wrap(Side.SOURCE, "close a connection to the source", failure);
            }
        }
        return plans;
    }

    private List<Unfit> find(SparkSession session, SourceAccess access, TablePlan table) {
        SparkSession rules = RuleSession.of(session);
        RuleFunctions.register(rules, new Masks(spec).secrets());
        Dataset<Row> rows = new CopyRead(access, table).rows(rules);
        List<Row> found;
        try {
            found =
                    new RowTransform(table.rules())
                            .apply(
                                    rows,
                                    new Lookups(access, spec.target(), spec.name())
                                            .of(rules, table))
                            .filter(
                                    "%s IN (%d, %d)"
                                            .formatted(
                                                    FatedRow.FATE,
                                                    Fate.QUARANTINED.code(),
                                                    Fate.STOPS.code()))
                            .selectExpr(
                                    FatedRow.TID,
                                    "explode(%s) AS violation".formatted(FatedRow.VIOLATIONS))
                            .groupBy("violation.rule")
                            .agg(
                                    org.apache.spark.sql.functions.expr("count(*)"),
                                    org.apache.spark.sql.functions.expr(
                                            "min(struct(%s, violation.message))"
                                                    .formatted(FatedRow.TID)))
                            .orderBy("rule")
                            .collectAsList();
        } catch (Exception failure) {
            // Spark throws what Java calls checked, and does not say so.
            throw RuleFailure.of(table, failure)
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> Concurrently.unwrapped(failure));
        }
        return found.stream().map(row -> unfit(table, row)).toList();
    }

    private static Unfit unfit(TablePlan table, Row row) {
        int number = row.getInt(0);
        Row example = row.getStruct(2);
        String shown =
                "%s: %s".formatted(SourceRows.ctid(example.getLong(0)), example.getString(1));
        if (number == FatedRow.DECODE) {
            return new Unfit("decode", "", row.getLong(1), List.of(shown));
        }
        RuleStep step = table.rules().steps().get(number);
        return new Unfit(
                step.rule() + ": " + step.description(),
                step.column(),
                row.getLong(1),
                List.of(shown));
    }
}
