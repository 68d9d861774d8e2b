package io.drover.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RuleStep;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** The violations that a fated row carries. */
final class Violations {
    /** In the place of an SQLSTATE. */
    static final String RULE = "RULE";

    private Violations() {}

    /** One violation of a row. */
    record Violation(int step, String rule, String column, String message) {}

    static List<Violation> of(Row row, List<RuleStep> steps) {
        List<Violation> violations = new ArrayList<>();
        for (Row violation : row.<Row>getList(RuledChunk.VIOLATIONS)) {
            int step = violation.getInt(0);
            String message = violation.getString(1);
            violations.add(
                    step == FatedRow.DECODE
                            ? new Violation(step, "decode", "", message)
                            : new Violation(
                                    step,
                                    steps.get(step).rule(),
                                    steps.get(step).column(),
                                    message));
        }
        return violations;
    }

    /** As the ledger keeps them. */
    static String json(List<Violation> violations) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        violations.forEach(
                violation ->
                        list.addObject()
                                .put("step", violation.step())
                                .put("rule", violation.rule())
                                .put("column", violation.column())
                                .put("message", violation.message()));
        return list.toString();
    }
}
