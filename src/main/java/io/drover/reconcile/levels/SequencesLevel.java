package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.model.catalog.SequenceInfo;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Level SEQUENCES: the next value of each sequence that a column of the target owns, an identity's
 * too, lies ahead of what the column holds. What the source's sequence has handed out is the level
 * SCHEMA's to compare.
 */
public final class SequencesLevel implements LevelInquiry {
    private final List<SequenceInfo> sequences;

    /** Of one table: the sequences that its columns own. */
    public SequencesLevel(List<SequenceInfo> sequences) {
        this.sequences = List.copyOf(sequences);
    }

    @Override
    public List<Question> questions() {
        return sequences.stream()
                .map(
                        sequence ->
                                Question.row(
                                        Side.TARGET,
                                        // A partitioned table's values are in its partitions.
                                        "SELECT %s(%s)::text FROM %s"
                                                .formatted(
                                                        sequence.increment() > 0 ? "max" : "min",
                                                        PostgresNames.quote(sequence.ownerColumn()),
                                                        PostgresNames.quote(
                                                                sequence.ownerTable()))))
                .toList();
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        Figures figures = new Figures();
        List<String> behind = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (int at = 0; at < sequences.size(); at++) {
            SequenceInfo sequence = sequences.get(at);
            Answer answer = answers.get(at);
            if (answer.failure() != null) {
                unknown.add(sequence.name() + ": " + answer.failure());
            } else if (!sequence.readable()) {
                unknown.add(sequence.name() + ": its value may not be read");
            } else {
                compare(sequence, answer.only(0), figures, behind);
            }
        }
        String detail = String.join("; ", behind.isEmpty() ? unknown : behind);
        if (!behind.isEmpty()) {
            return Conclusion.of(figures.verdict(Level.SEQUENCES, Verdict.DIFFERENT, detail));
        }
        if (!unknown.isEmpty()) {
            return Conclusion.of(figures.verdict(Level.SEQUENCES, Verdict.NOT_PROVEN, detail));
        }
        return Conclusion.of(
                figures.verdict(
                        Level.SEQUENCES,
                        Verdict.EQUAL,
                        sequences.size() == 1
                                ? "the sequence is ahead of its column"
                                : sequences.size() + " sequences are ahead of their columns"));
    }

    private static void compare(
            SequenceInfo sequence, @Nullable String last, Figures figures, List<String> behind) {
        BigInteger next = BigInteger.valueOf(sequence.lastValue());
        if (sequence.called()) {
            next = next.add(BigInteger.valueOf(sequence.increment()));
        }
        boolean ahead = last == null;
        if (last != null) {
            int way = next.compareTo(new BigInteger(last));
            ahead = sequence.increment() > 0 ? way > 0 : way < 0;
        }
        String name = sequence.name() + " for " + sequence.ownerColumn();
        boolean repeats = sequence.cycles();
        figures.add(
                name,
                null,
                "next value %s, column at %s".formatted(next, last == null ? "no row" : last),
                ahead || repeats ? Verdict.EQUAL : Verdict.DIFFERENT,
                repeats && !ahead ? "it cycles, so it will meet values that are there" : "");
        if (!ahead && !repeats) {
            behind.add(
                    "%s gives %s next, and column %s is at %s already"
                            .formatted(sequence.name(), next, sequence.ownerColumn(), last));
        }
    }
}
