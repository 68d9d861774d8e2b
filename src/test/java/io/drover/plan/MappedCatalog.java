package io.drover.plan;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.UserType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A catalog's definitions as comparable lines, under the names that a map gives them. */
final class MappedCatalog {
    private final NameMap names;
    private final QualifiedNameRewriter rewriter;

    MappedCatalog(NameMap names) {
        this.names = names;
        this.rewriter = new QualifiedNameRewriter(names);
    }

    List<String> lines(Catalog catalog) {
        List<String> lines = new ArrayList<>();
        for (UserType type : catalog.types()) {
            lines.add(
                    "type %s %s %s %s %s %s %s"
                            .formatted(
                                    names.other(type.name()),
                                    type.kind(),
                                    type.labels(),
                                    type.attributes().stream()
                                            .map(
                                                    each ->
                                                            each.name()
                                                                    + " "
                                                                    + sql(each.type())
                                                                    + " "
                                                                    + each.collation())
                                            .toList(),
                                    sql(type.baseType()),
                                    sql(type.definition()),
                                    type.comment()));
        }
        for (SequenceInfo sequence : catalog.sequences()) {
            lines.add(
                    "sequence %s %s %d %d %d %d %d %s owner %s.%s %s %s"
                            .formatted(
                                    names.map(sequence.name()),
                                    sequence.dataType(),
                                    sequence.start(),
                                    sequence.minimum(),
                                    sequence.maximum(),
                                    sequence.increment(),
                                    sequence.cache(),
                                    sequence.cycles(),
                                    name(sequence.ownerTable()),
                                    sequence.ownerColumn(),
                                    sequence.identity(),
                                    sequence.comment()));
        }
        catalog.tables().forEach(table -> table(table, lines));
        lines.sort(Comparator.naturalOrder());
        return lines;
    }

    private void table(TableInfo table, List<String> lines) {
        String name = names.map(table.name()).toString();
        lines.add(
                "table %s unlogged %s by %s of %s %s inherits %s with %s using %s identity %s: %s"
                        .formatted(
                                name,
                                table.unlogged(),
                                table.partitionKey(),
                                name(table.partitionOf()),
                                sql(table.partitionBound()),
                                table.inherits().stream().map(names::map).toList(),
                                table.storageParameters(),
                                table.accessMethod(),
                                table.replicaIdentity(),
                                table.comment()));
        int position = 0;
        for (ColumnInfo column : table.columns()) {
            lines.add(
                    "column %s %02d %s %s %s null %s collate %s default %s identity %s generated %s inherited %s storage %s: %s"
                            .formatted(
                                    name,
                                    position++,
                                    column.name(),
                                    sql(column.type()),
                                    column.shape(),
                                    !column.notNull(),
                                    column.collation(),
                                    sql(column.defaultExpression()),
                                    column.identity(),
                                    sql(column.generated()),
                                    column.inherited(),
                                    column.storage(),
                                    column.comment()));
        }
        for (ConstraintInfo constraint : table.constraints()) {
            lines.add(
                    "constraint %s %s %s %s %s on %s valid %s inherited %s index %s: %s"
                            .formatted(
                                    name,
                                    constraint.name(),
                                    constraint.kind(),
                                    sql(constraint.definition()),
                                    constraint.columns(),
                                    name(constraint.references()),
                                    constraint.validated(),
                                    constraint.inherited(),
                                    constraint.index(),
                                    constraint.comment()));
        }
        for (IndexInfo index : table.indexes()) {
            lines.add(
                    "index %s %s %s %s %s %s valid %s clustered %s for %s part of %s: %s"
                            .formatted(
                                    name,
                                    index.name(),
                                    sql(index.definition()),
                                    index.keyColumns(),
                                    index.unique(),
                                    index.partial(),
                                    index.valid(),
                                    index.clustered(),
                                    index.constraint(),
                                    index.parentIndex(),
                                    index.comment()));
        }
    }

    private String name(TableName name) {
        return name == null ? "nothing" : names.map(name).toString();
    }

    private String sql(String text) {
        return text == null ? "nothing" : rewriter.normalize(text);
    }
}
