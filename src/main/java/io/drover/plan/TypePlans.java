package io.drover.plan;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.error.ErrorKind;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.UserType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides which types of the source are made in the target, and refuses those that clash. */
final class TypePlans {
    private TypePlans() {}

    static List<UserType> missing(
            Catalog source, Catalog target, NameMap names, Problems problems) {
        return source.types().stream()
                .filter(type -> isMissing(type, target, names, problems))
                .toList();
    }

    private static boolean isMissing(
            UserType type, Catalog target, NameMap names, Problems problems) {
        TableName name = names.other(type.name());
        UserType standing =
                target.types().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
        if (standing == null) {
            return true;
        }
        UserType wanted = comparable(type, names);
        UserType found = comparable(standing, new NameMap(Map.of(), Map.of(), Set.of()));
        if (!wanted.equals(found)) {
            problems.add(
                    ErrorKind.TARGET,
                    "Type %s stands in the target and is not the same: %s there, %s in the source. Drop or rename it, or set schema = existing."
                            .formatted(name, describe(standing), describe(type)));
        }
        return false;
    }

    private static UserType comparable(UserType type, NameMap names) {
        QualifiedNameRewriter rewriter = new QualifiedNameRewriter(names);
        return new UserType(
                names.other(type.name()),
                type.kind(),
                type.labels(),
                type.attributes().stream()
                        .map(
                                each ->
                                        new UserType.Attribute(
                                                each.name(),
                                                rewriter.normalize(each.type()),
                                                normalize(each.collation(), rewriter)))
                        .toList(),
                normalize(type.baseType(), rewriter),
                rewriter.normalize(type.definition()),
                null);
    }

    private static @Nullable String normalize(
            @Nullable String sql, QualifiedNameRewriter rewriter) {
        return sql == null ? null : rewriter.normalize(sql);
    }

    private static String describe(UserType type) {
        return switch (type.kind()) {
            case ENUM -> "enum of " + type.labels();
            case DOMAIN -> ("domain over " + type.baseType() + " " + type.definition()).strip();
            case COMPOSITE ->
                    "composite of "
                            + type.attributes().stream()
                                    .map(each -> each.name() + " " + each.type())
                                    .toList();
            case RANGE -> "range of " + type.baseType() + " with " + type.definition();
        };
    }
}
