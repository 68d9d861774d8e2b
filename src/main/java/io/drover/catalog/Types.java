package io.drover.catalog;

import io.drover.dialect.postgres.TypeQueries;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.TypeShape;
import io.drover.model.catalog.UserType;
import io.drover.model.catalog.UserType.Attribute;
import io.drover.model.catalog.UserType.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All types of a database: their shapes, and the definitions of those that users made. */
final class Types {
    /** PostgreSQL's {@code FirstNormalObjectId}: an OID below is the same on every server. */
    private static final long FIRST_USER_OID = 16384;

    private record Type(
            long oid,
            TableName name,
            char kind,
            int length,
            long element,
            long base,
            int modifier,
            boolean withoutBinary,
            long relation,
            long subtype,
            @Nullable String comment,
            boolean standaloneComposite,
            boolean ofExtension) {}

    private record AttributeType(Attribute attribute, long type) {}

    private record Definition(@Nullable String base, String text) {}

    private final Map<Long, Type> types = new HashMap<>();
    private final Map<Long, List<String>> labels;
    private final Map<Long, List<AttributeType>> attributes;
    private final Map<Long, Definition> definitions = new HashMap<>();

    private Types(Map<Long, List<String>> labels, Map<Long, List<AttributeType>> attributes) {
        this.labels = labels;
        this.attributes = attributes;
    }

    static Types read(Connection connection, int serverVersion) throws SQLException {
        Types all =
                new Types(
                        Query.byOid(connection, TypeQueries.ENUM_LABELS, row -> row.getString(2)),
                        Query.byOid(
                                connection,
                                TypeQueries.COMPOSITE_ATTRIBUTES,
                                row ->
                                        new AttributeType(
                                                new Attribute(
                                                        row.getString(2),
                                                        row.getString(3),
                                                        row.getString(4)),
                                                row.getLong(5))));
        Query.list(connection, TypeQueries.types(serverVersion), Types::type)
                .forEach(type -> all.types.put(type.oid(), type));
        Query.list(
                connection,
                TypeQueries.DOMAINS,
                row -> all.definitions.put(row.getLong(1), domain(row)));
        Query.list(
                connection,
                TypeQueries.ranges(serverVersion),
                row -> all.definitions.put(row.getLong(1), range(row)));
        return all;
    }

    private static Type type(ResultSet row) throws SQLException {
        return new Type(
                row.getLong(1),
                new TableName(row.getString(2), row.getString(3)),
                row.getString(4).charAt(0),
                row.getInt(5),
                row.getLong(6),
                row.getLong(7),
                row.getInt(8),
                row.getBoolean(9),
                row.getLong(10),
                row.getLong(11),
                row.getString(12),
                row.getBoolean(13),
                row.getBoolean(14));
    }

    private static Definition domain(ResultSet row) throws SQLException {
        List<String> clauses = new ArrayList<>();
        if (row.getString(3) != null) {
            clauses.add("COLLATE " + row.getString(3));
        }
        if (row.getString(4) != null) {
            clauses.add("DEFAULT " + row.getString(4));
        }
        if (row.getBoolean(5)) {
            clauses.add("NOT NULL");
        }
        for (String constraint : Query.texts(row, 6)) {
            // CREATE DOMAIN has no NOT VALID; the values on their way will be checked anyway.
            clauses.add(
                    constraint.endsWith(" NOT VALID")
                            ? constraint.substring(0, constraint.length() - " NOT VALID".length())
                            : constraint);
        }
        return new Definition(row.getString(2), String.join(" ", clauses));
    }

    private static Definition range(ResultSet row) throws SQLException {
        String[] options = {
            "SUBTYPE_OPCLASS", "COLLATION", "CANONICAL", "SUBTYPE_DIFF", "MULTIRANGE_TYPE_NAME"
        };
        List<String> clauses = new ArrayList<>();
        for (int index = 0; index < options.length; index++) {
            String value = row.getString(index + 3);
            if (value != null) {
                clauses.add(options[index] + " = " + value);
            }
        }
        return new Definition(row.getString(2), String.join(", ", clauses));
    }

    TypeShape shape(long oid, int modifier) {
        Type type = types.get(oid);
        int innerModifier = modifier;
        while (type.kind() == 'd') {
            innerModifier = type.modifier();
            type = types.get(type.base());
        }
        return new TypeShape(
                type.name().name(), innerModifier, holdsOid(type), type.length() == -1);
    }

    private boolean holdsOid(Type type) {
        if (type.withoutBinary() || isObjectName(type)) {
            return true;
        }
        return switch (type.kind()) {
            case 'd' -> holdsOid(types.get(type.base()));
            case 'r', 'm' -> holdsOid(types.get(type.subtype()));
            case 'c' -> compositeHoldsOid(type);
            default -> type.element() != 0 && elementHoldsOid(type.element());
        };
    }

    /** record_send writes each column's type, array_send the element's. */
    private boolean elementHoldsOid(long element) {
        return element >= FIRST_USER_OID || holdsOid(types.get(element));
    }

    private boolean compositeHoldsOid(Type type) {
        List<AttributeType> columns = attributes.get(type.oid());
        // A table's row type: its columns can change beneath it, so it is never taken for plain.
        return columns == null
                || columns.stream().anyMatch(column -> elementHoldsOid(column.type()));
    }

    private static boolean isObjectName(Type type) {
        return type.name().schema().equals("pg_catalog") && type.name().name().startsWith("reg");
    }

    /** The user-defined ones among {@code wanted} and what they are made of, each after those. */
    List<UserType> needed(Collection<Long> wanted, TableSelection selection) {
        Map<Long, UserType> found = new LinkedHashMap<>();
        List<Type> roots = new ArrayList<>();
        wanted.forEach(oid -> roots.add(types.get(oid)));
        for (Type type : types.values()) {
            if (isUserMade(type) && selection.readsInFull(type.name().schema())) {
                roots.add(type);
            }
        }
        roots.stream()
                .distinct()
                .sorted(Comparator.comparing(Type::name))
                .forEach(type -> visit(type, found));
        return List.copyOf(found.values());
    }

    /** Names of the types of tables' rows among the columns' types: they cannot be carried. */
    List<TableName> rowTypes(Collection<Long> wanted) {
        return wanted.stream()
                .map(types::get)
                .map(type -> type.element() != 0 ? types.get(type.element()) : type)
                .filter(type -> type.kind() == 'c' && !type.standaloneComposite())
                .map(Type::name)
                .distinct()
                .sorted()
                .toList();
    }

    private boolean isUserMade(Type type) {
        return !type.ofExtension()
                && type.oid() >= FIRST_USER_OID
                && switch (type.kind()) {
                    case 'e', 'd', 'r' -> true;
                    case 'c' -> type.standaloneComposite();
                    default -> false;
                };
    }

    private void visit(Type type, Map<Long, UserType> found) {
        if (type.oid() < FIRST_USER_OID || found.containsKey(type.oid())) {
            return;
        }
        if (type.element() != 0) {
            visit(types.get(type.element()), found);
        }
        if (type.base() != 0) {
            visit(types.get(type.base()), found);
        }
        if (type.subtype() != 0) {
            visit(types.get(type.subtype()), found);
        }
        if (type.kind() == 'm') {
            types.values().stream()
                    .filter(range -> range.kind() == 'r' && isMultirangeOf(type, range))
                    .forEach(range -> visit(range, found));
        }
        attributes
                .getOrDefault(type.oid(), List.of())
                .forEach(attribute -> visit(types.get(attribute.type()), found));
        if (isUserMade(type)) {
            found.put(type.oid(), userType(type));
        }
    }

    private boolean isMultirangeOf(Type multirange, Type range) {
        Definition definition = definitions.get(range.oid());
        return definition != null
                && range.subtype() == multirange.subtype()
                && range.name().schema().equals(multirange.name().schema());
    }

    private UserType userType(Type type) {
        Definition definition = definitions.getOrDefault(type.oid(), new Definition(null, ""));
        return new UserType(
                type.name(),
                switch (type.kind()) {
                    case 'e' -> Kind.ENUM;
                    case 'd' -> Kind.DOMAIN;
                    case 'r' -> Kind.RANGE;
                    default -> Kind.COMPOSITE;
                },
                type.kind() == 'e' ? labels.getOrDefault(type.oid(), List.of()) : List.of(),
                type.kind() == 'c'
                        ? attributes.getOrDefault(type.oid(), List.of()).stream()
                                .map(AttributeType::attribute)
                                .toList()
                        : List.of(),
                definition.base(),
                definition.text(),
                type.comment());
    }
}
