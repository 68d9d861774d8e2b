package io.drover.reconcile;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.SequenceInfo;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares sequences: the target's must not hand out a value that the source's has handed out.
 *
 * <p>The sequence of a column is found by its column, any other by its name.
 */
final class SequenceComparison {
    private final DefinitionNames names;
    private final Map<Owner, SequenceInfo> byOwner = new HashMap<>();
    private final Map<TableName, SequenceInfo> byName = new HashMap<>();

    SequenceComparison(List<SequenceInfo> target, DefinitionNames names) {
        this.names = names;
        for (SequenceInfo sequence : target) {
            byName.put(sequence.name(), sequence);
            if (sequence.ownerTable() != null) {
                byOwner.put(new Owner(sequence.ownerTable(), sequence.ownerColumn()), sequence);
            }
        }
    }

    private record Owner(TableName table, @Nullable String column) {}

    void compare(SequenceInfo here, Findings findings) {
        SequenceInfo there =
                here.ownerTable() == null
                        ? null
                        : byOwner.get(
                                new Owner(names.table(here.ownerTable()), here.ownerColumn()));
        if (there == null) {
            there = byName.get(names.table(here.name()));
        }
        if (there == null) {
            findings.unlike("the target lacks sequence " + names.table(here.name()));
            return;
        }
        Findings about = findings.of("sequence " + there.name() + ": ");
        about.compare("the type", here.dataType(), there.dataType());
        about.compare("the increment", here.increment(), there.increment());
        about.compare("the minimum", here.minimum(), there.minimum());
        about.compare("the maximum", here.maximum(), there.maximum());
        about.compare("the cache", here.cache(), there.cache());
        about.compare("cycling", here.cycles(), there.cycles());
        if (!here.readable() || !there.readable()) {
            about.unknown("its value may not be read");
            return;
        }
        boolean behind =
                here.increment() > 0
                        ? next(there).compareTo(next(here)) < 0
                        : next(there).compareTo(next(here)) > 0;
        if (behind && !here.cycles()) {
            about.broken(
                    "its next value is %s, behind the source's %s"
                            .formatted(next(there), next(here)));
        }
    }

    private static BigInteger next(SequenceInfo sequence) {
        BigInteger last = BigInteger.valueOf(sequence.lastValue());
        return sequence.called() ? last.add(BigInteger.valueOf(sequence.increment())) : last;
    }
}
