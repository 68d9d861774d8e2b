package io.drover.profile;

import io.drover.model.Nullable;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Distinct;
import io.drover.model.profile.ColumnProfile.Numbers;
import io.drover.model.profile.ColumnProfile.Share;
import io.drover.model.profile.ColumnProfile.Shares;
import io.drover.model.profile.Trouble;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Draws the conclusions from a sealed tally. What needs all different values is exact where they
 * were all kept, and otherwise made of the sample of rows, and says so.
 */
final class ColumnSummary {
    private static final int TOP = 10;

    private final ProfiledColumn column;
    private final ColumnTally tally;
    private final boolean sampled;
    private final WeightedValues values;

    ColumnSummary(ProfiledColumn column, ColumnTally tally, RowSample sample, int place) {
        this.column = column;
        this.tally = tally;
        KnownValues every = tally.everyValue();
        this.sampled = every == null && sample.isPartial();
        this.values = every == null ? WeightedValues.of(sample, place) : WeightedValues.of(every);
    }

    ColumnProfile profile() {
        boolean shown = !column.masked();
        boolean ordered = shown && column.family().hasOrder();
        return new ColumnProfile(
                column.name(),
                column.type(),
                column.masked(),
                tally.nulls(),
                tally.empty(),
                tally.blank(),
                distinct(),
                ordered ? shown(tally.bounds().least()) : null,
                ordered ? shown(tally.bounds().greatest()) : null,
                tally.characters().lengths(),
                tally.bytes().lengths(),
                shown && column.family().isText() ? patterns() : Shares.NONE,
                shown ? frequent() : Shares.NONE,
                shown ? numbers() : null,
                troubles());
    }

    private Distinct distinct() {
        KnownValues every = tally.everyValue();
        return every == null
                ? tally.distinct().estimate(tally.values())
                : new Distinct(every.size(), true, every.size(), every.size());
    }

    private static @Nullable String shown(@Nullable byte[] value) {
        return value == null ? null : Bytes.shown(value, ColumnProfile.SHOWN_CHARACTERS);
    }

    private Shares patterns() {
        return top(TextShape::of, 1);
    }

    /** A value that occurs once is not frequent, however few there are. */
    private Shares frequent() {
        return top(UnaryOperator.identity(), 2);
    }

    private Shares top(UnaryOperator<String> form, long least) {
        Map<String, Long> counts = new TreeMap<>();
        for (WeightedValues.Weighted value : values.all()) {
            counts.merge(form.apply(Bytes.text(value.bytes())), value.count(), Long::sum);
        }
        long all = values.count();
        List<Share> top =
                counts.entrySet().stream()
                        .filter(entry -> entry.getValue() >= least)
                        .sorted(
                                Comparator.comparingLong(
                                                (Map.Entry<String, Long> entry) ->
                                                        -entry.getValue())
                                        .thenComparing(Map.Entry::getKey))
                        .limit(TOP)
                        .map(
                                entry ->
                                        new Share(
                                                cut(entry.getKey()),
                                                entry.getValue(),
                                                (double) entry.getValue() / all))
                        .toList();
        return top.isEmpty() ? Shares.NONE : new Shares(all, sampled, top);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= ColumnProfile.SHOWN_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, ColumnProfile.SHOWN_CHARACTERS))
                        + "…";
    }

    private @Nullable Numbers numbers() {
        return column.family() == ValueFamily.NUMBER
                ? new NumberSummary(values, sampled, tally.least(), tally.greatest()).numbers()
                : null;
    }

    private List<Trouble> troubles() {
        List<Trouble> found = new ArrayList<>();
        tally.troubles()
                .forEach(
                        (kind, examples) ->
                                found.add(
                                        new Trouble(
                                                kind,
                                                examples.rows(),
                                                column.masked()
                                                        ? List.of()
                                                        : examples.texts().stream()
                                                                .map(ColumnSummary::cut)
                                                                .toList())));
        return found;
    }
}
