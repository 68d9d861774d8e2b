package io.drover.job.migrate;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.SequencePlan;

/** The statement that puts a sequence behind its source's value. */
final class SequenceSql {
    private SequenceSql() {}

    /** For after the swap. One that stood before the load is never put back. */
    static String advance(SequencePlan sequence) {
        String name = PostgresNames.quote(sequence.target());
        String literal = PostgresNames.literal(name) + "::regclass";
        if (!sequence.staging().equals(sequence.target())) {
            return "SELECT setval(%s, %d, %s)"
                    .formatted(literal, sequence.lastValue(), sequence.called());
        }
        return ("SELECT setval(%s, CASE WHEN (seqincrement > 0) = (last_value > %d) THEN last_value ELSE %d END,"
                        + " is_called OR %s) FROM %s, pg_catalog.pg_sequence WHERE seqrelid = %s")
                .formatted(
                        literal,
                        sequence.lastValue(),
                        sequence.lastValue(),
                        sequence.called(),
                        name,
                        literal);
    }
}
