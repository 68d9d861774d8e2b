package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.model.DdlPhase;
import io.drover.model.TableName;
import io.drover.model.catalog.UserType;
import java.util.List;
import java.util.stream.Collectors;

/** Types that users made. */
final class TypeDdl {
    private final NameMap names;
    private final QualifiedNameRewriter rewriter;
    private final DdlScript script;

    TypeDdl(NameMap names, QualifiedNameRewriter rewriter, DdlScript script) {
        this.names = names;
        this.rewriter = rewriter;
        this.script = script;
    }

    void render(List<UserType> types) {
        for (UserType type : types) {
            TableName name = names.other(type.name());
            boolean domain = type.kind() == UserType.Kind.DOMAIN;
            script.add(
                    DdlPhase.PRE_DATA, (domain ? "domain " : "type ") + name, create(type, name));
            PostgresDdl.comment(
                    script,
                    DdlPhase.PRE_DATA,
                    -1,
                    (domain ? "DOMAIN " : "TYPE ") + quote(name),
                    type.comment());
        }
    }

    private String create(UserType type, TableName name) {
        return switch (type.kind()) {
            case ENUM ->
                    "CREATE TYPE %s AS ENUM (%s)"
                            .formatted(
                                    quote(name),
                                    type.labels().stream()
                                            .map(PostgresNames::literal)
                                            .collect(Collectors.joining(", ")));
            case DOMAIN ->
                    "CREATE DOMAIN %s AS %s%s"
                            .formatted(
                                    quote(name),
                                    rewriter.rewrite(type.baseType()),
                                    type.definition().isEmpty()
                                            ? ""
                                            : " " + rewriter.rewrite(type.definition()));
            case COMPOSITE ->
                    "CREATE TYPE %s AS (%s)"
                            .formatted(
                                    quote(name),
                                    type.attributes().stream()
                                            .map(this::attribute)
                                            .collect(Collectors.joining(", ")));
            case RANGE ->
                    "CREATE TYPE %s AS RANGE (SUBTYPE = %s%s)"
                            .formatted(
                                    quote(name),
                                    rewriter.rewrite(type.baseType()),
                                    type.definition().isEmpty()
                                            ? ""
                                            : ", " + rewriter.rewrite(type.definition()));
        };
    }

    private String attribute(UserType.Attribute attribute) {
        return quote(attribute.name())
                + " "
                + rewriter.rewrite(attribute.type())
                + (attribute.collation() == null
                        ? ""
                        : " COLLATE " + rewriter.rewrite(attribute.collation()));
    }
}
