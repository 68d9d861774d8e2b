package io.drover.engine.mysql;

import io.drover.model.Snapshot;

/** What names a moment to the tasks, and whether it is one for all of them. */
final class MomentName {
    private static final String SHARED = "mysql-shared-";
    private static final String FUZZY = "mysql-fuzzy-";

    private MomentName() {}

    static String shared(String unique) {
        return SHARED + unique;
    }

    static String fuzzy(String unique) {
        return FUZZY + unique;
    }

    static boolean isFuzzy(Snapshot snapshot) {
        return snapshot.name().startsWith(FUZZY);
    }
}
