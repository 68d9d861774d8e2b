package io.drover.reconcile;

import io.drover.model.TableName;
import io.drover.model.catalog.UserType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares enums, domains, composites and ranges by what they are made of. */
final class TypeComparison {
    private final Map<TableName, UserType> target = new HashMap<>();
    private final DefinitionNames names;

    TypeComparison(List<UserType> target, DefinitionNames names) {
        target.forEach(type -> this.target.put(type.name(), type));
        this.names = names;
    }

    void compare(UserType here, Findings findings) {
        UserType there = target.get(names.other(here.name()));
        if (there == null) {
            findings.unlike("the target lacks type " + names.other(here.name()));
            return;
        }
        Findings about = findings.of("type " + there.name() + ": ");
        about.compare("the kind", here.kind(), there.kind());
        about.compare("the list of labels", here.labels(), there.labels());
        about.compare(
                "the base", names.ofSource(here.baseType()), names.ofTarget(there.baseType()));
        about.compare(
                "the definition",
                names.ofSource(here.definition()),
                names.ofTarget(there.definition()));
        about.compare(
                "the list of attributes",
                here.attributes().stream()
                        .map(field -> field.name() + " " + names.ofSource(field.type()))
                        .toList(),
                there.attributes().stream()
                        .map(field -> field.name() + " " + names.ofTarget(field.type()))
                        .toList());
    }
}
