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
import java.util.Map;

/**
 * Level SEQUENCES: the next value of each sequence that a column of the target owns, an identity's
 * too, lies ahead of what the column holds. One that does not, where the source's own was never
 * used, is told and no difference.
 */
public final class SequencesLevel implements LevelInquiry {
    private final List<SequenceInfo> sequences;
    private final Map<String, SequenceInfo> source;

    /**
     * Of one table: the sequences that its columns own.
     *
     * @param source those of the table that it was loaded from, by the target's column
     */
    public SequencesLevel(List<SequenceInfo> sequences, Map<String, SequenceInfo> source) {
        this.sequences = List.copyOf(sequences);
        this.source = Map.copyOf(source);
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
        List<String> neverUsed = new ArrayList<>();
        for (int at = 0; at < sequences.size(); at++) {
            SequenceInfo sequence = sequences.get(at);
            Answer answer = answers.get(at);
            if (answer.failure() != null) {
                unknown.add(sequence.name() + ": " + answer.failure());
            } else if (!sequence.readable()) {
                unknown.add(sequence.name() + ": its value may not be read");
            } else {
                compare(sequence, answer.only(0), figures, behind, neverUsed);
            }
        }
        String detail = String.join("; ", behind.isEmpty() ? unknown : behind);
        if (!behind.isEmpty()) {
            return Conclusion.of(figures.verdict(Level.SEQUENCES, Verdict.DIFFERENT, detail));
        }
        if (!unknown.isEmpty()) {
            return Conclusion.of(figures.verdict(Level.SEQUENCES, Verdict.NOT_PROVEN, detail));
        }
        if (!neverUsed.isEmpty()) {
            return Conclusion.of(
                    figures.verdict(
                            Level.SEQUENCES,
                            Verdict.EQUAL,
                            "behind, and never used in the source either: "
                                    + String.join("; ", neverUsed)));
        }
        return Conclusion.of(
                figures.verdict(
                        Level.SEQUENCES,
                        Verdict.EQUAL,
                        sequences.size() == 1
                                ? "the sequence is ahead of its column"
                                : sequences.size() + " sequences are ahead of their columns"));
    }

    private void compare(
            SequenceInfo sequence,
            @Nullable String last,
            Figures figures,
            List<String> behind,
            List<String> neverUsed) {
        BigInteger next = next(sequence);
        boolean ahead = last == null || passes(sequence, next, new BigInteger(last));
        boolean repeats = sequence.cycles();
        SequenceInfo own = source.get(sequence.ownerColumn());
        boolean unused = own != null && own.readable() && !own.called();
        figures.add(
                sequence.name() + " for " + sequence.ownerColumn(),
                null,
                "next value %s, column at %s".formatted(next, last == null ? "no row" : last),
                ahead || repeats || unused ? Verdict.EQUAL : Verdict.DIFFERENT,
                note(ahead, repeats, unused));
        if (!ahead && !repeats) {
            (unused ? neverUsed : behind)
                    .add(
                            "%s gives %s next, and column %s is at %s already"
                                    .formatted(
                                            sequence.name(), next, sequence.ownerColumn(), last));
        }
    }

    private static String note(boolean ahead, boolean repeats, boolean unused) {
        if (ahead) {
            return "";
        }
        if (repeats) {
            return "it cycles, so it will meet values that are there";
        }
        return unused ? "the source's own was never used" : "";
    }

    private static BigInteger next(SequenceInfo sequence) {
        BigInteger last = BigInteger.valueOf(sequence.lastValue());
        return sequence.called() ? last.add(BigInteger.valueOf(sequence.increment())) : last;
    }

    /** Whether a value lies behind another in the direction in which the sequence counts. */
    private static boolean passes(SequenceInfo sequence, BigInteger value, BigInteger other) {
        int way = value.compareTo(other);
        return sequence.increment() > 0 ? way > 0 : way < 0;
    }
}
