package io.drover.plan;

import io.drover.model.catalog.TableInfo;
import io.drover.spec.rules.TableRules;

/** A table of the source as its rules reshape it: what Drover creates in the target. */
final class TargetShape {
    private TargetShape() {}

    static TableInfo of(TableInfo source, TableRules rules) {
        return source;
    }
}
