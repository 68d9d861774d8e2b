package io.drover.reconcile.levels;

import io.drover.model.Nullable;
import io.drover.model.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;

/** Holds two rows of aggregates against each other, and adds what it finds to the figures. */
final class AggregateFigures {
    private static final int MEAN_DIGITS = 6;

    private final Subject subject;
    private final Figures figures;

    AggregateFigures(Subject subject, Figures figures) {
        this.subject = subject;
        this.figures = figures;
    }

    /** All of them are told. */
    void compare(String group, List<Aggregate> batch, List<String> source, List<String> target) {
        compare(group, batch, source, target, Told.ALL);
    }

    /** Only what differs is told; a side without the group is null. */
    void compareGroup(
            String group,
            List<Aggregate> batch,
            @Nullable List<String> source,
            @Nullable List<String> target) {
        if (source == null || target == null) {
            figures.add(
                    group + ": rows",
                    source == null ? null : source.get(0),
                    target == null ? null : target.get(0),
                    Verdict.DIFFERENT,
                    "the " + (source == null ? "source" : "target") + " has no such group");
            return;
        }
        compare(group + ": ", batch, source, target, Told.UNEQUAL);
    }

    private enum Told {
        ALL,
        UNEQUAL
    }

    /** A row is the count of rows, the aggregates, then of each sum how many values it adds. */
    private void compare(
            String group,
            List<Aggregate> batch,
            List<String> source,
            List<String> target,
            Told told) {
        add(group + "rows", source.get(0), target.get(0), BigDecimal.ZERO, told);
        int counts = 1 + batch.size();
        for (int at = 0; at < batch.size(); at++) {
            Aggregate aggregate = batch.get(at);
            String name = group + aggregate.name();
            String here = source.get(1 + at);
            String there = target.get(1 + at);
            if (aggregate.kind() == Aggregate.Kind.SUM) {
                String hereCount = source.get(counts);
                String thereCount = target.get(counts);
                counts++;
                BigDecimal most = new BigDecimal(hereCount).max(new BigDecimal(thereCount));
                add(name, here, there, distance(aggregate, most), told);
                add(
                        group + "mean(" + aggregate.of().name() + ")",
                        mean(here, hereCount),
                        mean(there, thereCount),
                        distance(aggregate, BigDecimal.ONE),
                        told);
            } else if (aggregate.showsAValue()) {
                extreme(name, aggregate, here, there, told);
            } else {
                add(name, here, there, distance(aggregate, BigDecimal.ZERO), told);
            }
        }
    }

    /** Texts are compared as texts: 007 is not 7. */
    private void extreme(
            String name,
            Aggregate aggregate,
            @Nullable String source,
            @Nullable String target,
            Told told) {
        BigDecimal allowed = distance(aggregate, BigDecimal.ONE);
        boolean isText =
                aggregate.of().kind() == ColumnKind.TEXT
                        || (aggregate.of().kind() == ColumnKind.TIME && allowed.signum() == 0);
        Verdict verdict =
                (isText ? Objects.equals(source, target) : Figures.near(source, target, allowed))
                        ? Verdict.EQUAL
                        : Verdict.DIFFERENT;
        if (subject.hidden().contains(aggregate.of().name())) {
            add(name, null, null, verdict, "masked", told);
        } else {
            add(name, source, target, verdict, note(allowed), told);
        }
    }

    /** A threshold, or as far as so many values may be apart together. */
    private BigDecimal distance(Aggregate aggregate, BigDecimal values) {
        String column = aggregate.of().name();
        BigDecimal threshold =
                subject.settings().thresholds().getOrDefault(column, BigDecimal.ZERO);
        BigDecimal tolerance =
                subject.settings().tolerances().getOrDefault(column, BigDecimal.ZERO);
        return threshold.max(tolerance.multiply(values));
    }

    private void add(
            String name,
            @Nullable String source,
            @Nullable String target,
            BigDecimal allowed,
            Told told) {
        boolean near = Figures.near(source, target, allowed);
        add(name, source, target, near ? Verdict.EQUAL : Verdict.DIFFERENT, note(allowed), told);
    }

    private void add(
            String name,
            @Nullable String source,
            @Nullable String target,
            Verdict verdict,
            String note,
            Told told) {
        if (verdict == Verdict.EQUAL && told == Told.UNEQUAL) {
            figures.agree();
        } else {
            figures.add(name, source, target, verdict, note);
        }
    }

    private static String note(BigDecimal allowed) {
        return allowed.signum() == 0 ? "" : "may be " + allowed.toPlainString() + " apart";
    }

    /** NaN is its own mean. */
    private static @Nullable String mean(@Nullable String sum, String count) {
        BigDecimal values = new BigDecimal(count);
        if (sum == null
                || values.signum() == 0
                || !Character.isDigit(sum.charAt(sum.length() - 1))) {
            return sum;
        }
        return new BigDecimal(sum)
                .divide(values, MEAN_DIGITS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
