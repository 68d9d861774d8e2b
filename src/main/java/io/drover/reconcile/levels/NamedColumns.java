package io.drover.reconcile.levels;

import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.NearestName;
import java.util.List;

/** What is wrong with a column that the spec names. */
final class NamedColumns {
    private NamedColumns() {}

    /** A sentence about a name that is none of the subject's carried columns. */
    static String problem(Subject subject, String key, String name) {
        List<String> names = subject.target().columns().stream().map(ColumnInfo::name).toList();
        if (names.contains(name)) {
            return "reconcile.%s names \"%s\", which is made in the target and not carried to it; name a column that travels untouched"
                    .formatted(key, name);
        }
        return "reconcile.%s names \"%s\", which is no column of %s%s"
                .formatted(
                        key,
                        name,
                        subject.target().name(),
                        NearestName.to(name, names)
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse(""));
    }
}
