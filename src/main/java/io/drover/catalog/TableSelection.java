package io.drover.catalog;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import io.drover.spec.SelectSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which tables of a database are read. System schemas and Drover's own are never among them.
 *
 * <p>A partitioned table brings its partitions along, unless they are excluded. A partition or an
 * inheriting table without its parent is refused: it could not be made in the target as it is.
 */
public final class TableSelection {
    private final List<Wildcard> include;
    private final List<Wildcard> exclude;
    private final Set<TableName> named;
    private final Set<String> schemas;
    private final Strictness strictness;

    private enum Strictness {
        /** Every pattern and name must be met, every parent be there. */
        AS_WRITTEN,
        /** What is there of the names. */
        WHAT_STANDS
    }

    private record Wildcard(String text, Pattern pattern) {
        static Wildcard of(String text) {
            StringBuilder expression = new StringBuilder();
            for (int index = 0; index < text.length(); index++) {
                char character = text.charAt(index);
                expression.append(
                        switch (character) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf(character));
                        });
            }
            return new Wildcard(text, Pattern.compile(expression.toString(), Pattern.DOTALL));
        }

        boolean matches(TableName name) {
            return pattern.matcher(name.toString()).matches();
        }
    }

    private TableSelection(
            List<String> include,
            List<String> exclude,
            Collection<TableName> named,
            Collection<String> schemas,
            Strictness strictness) {
        this.include = include.stream().map(Wildcard::of).toList();
        this.exclude = exclude.stream().map(Wildcard::of).toList();
        this.named = new TreeSet<>(named);
        this.schemas = new TreeSet<>(schemas);
        this.strictness = strictness;
    }

    /**
     * What the operator selected.
     *
     * @param named tables with settings of their own; they take part unless excluded
     */
    public static TableSelection of(SelectSpec select, Collection<TableName> named) {
        return new TableSelection(
                select.include(), select.exclude(), named, List.of(), Strictness.AS_WRITTEN);
    }

    /**
     * Whatever of {@code tables} stands, with all their partitions, and the types, sequences and
     * names of {@code schemas} in full.
     */
    public static TableSelection standing(
            Collection<TableName> tables, Collection<String> schemas) {
        return new TableSelection(List.of(), List.of(), tables, schemas, Strictness.WHAT_STANDS);
    }

    /** What the name of a self-test's scratch schema begins with. */
    public static final String SELF_TEST = "drover_self_test_";

    /** Likewise of a schema that rows of another engine's source are copied into. */
    public static final String COPIED = "drover_copied_";

    static boolean isDrovers(String schema) {
        return schema.equals("drover") || schema.startsWith("drover_");
    }

    /**
     * Drover's own schemas, but for the scratch schema of a trial, which is a target for once, that
     * of a self-test, both of whose sides are in it, and one with copies, which are a source.
     */
    private boolean isHidden(String schema) {
        boolean ofTrial =
                strictness == Strictness.WHAT_STANDS && schema.startsWith("drover_trial_");
        boolean isNamed =
                (schema.startsWith(SELF_TEST) || schema.startsWith(COPIED))
                        && named.stream().anyMatch(name -> name.schema().equals(schema));
        return isDrovers(schema) && !ofTrial && !isNamed;
    }

    /** Whether a name matches as a table's would; used for sequences that no table owns. */
    boolean covers(TableName name) {
        return !isHidden(name.schema())
                && (schemas.contains(name.schema())
                        || named.contains(name)
                        || include.stream().anyMatch(wildcard -> wildcard.matches(name)))
                && !excludes(name);
    }

    /** Whether what is bound to the tables matters. */
    boolean mayBeReplaced() {
        return strictness == Strictness.WHAT_STANDS;
    }

    /** Whether types and names of a schema are read although no selected table needs them. */
    boolean readsInFull(String schema) {
        return schemas.contains(schema);
    }

    private boolean excludes(TableName name) {
        return exclude.stream().anyMatch(wildcard -> wildcard.matches(name));
    }

    private boolean matches(TableName name) {
        return !isHidden(name.schema())
                && !excludes(name)
                && (named.contains(name)
                        || include.stream().anyMatch(wildcard -> wildcard.matches(name)));
    }

    /**
     * The selected ones by name, of an engine without partitions.
     *
     * @throws MigrationException when a pattern or a name meets nothing
     */
    public List<TableName> names(Collection<TableName> all) {
        List<Relation> relations = new ArrayList<>();
        for (TableName name : all) {
            relations.add(new Relation(relations.size(), name, false, false, List.of()));
        }
        return select(relations).stream().map(Relation::name).toList();
    }

    /** The selected ones by name. */
    List<Relation> select(List<Relation> all) {
        Map<Long, Relation> byOid = new HashMap<>();
        Map<Long, List<Relation>> partitions = new HashMap<>();
        for (Relation relation : all) {
            byOid.put(relation.oid(), relation);
            if (relation.partition()) {
                relation.parents()
                        .forEach(
                                parent ->
                                        partitions
                                                .computeIfAbsent(parent, oid -> new ArrayList<>())
                                                .add(relation));
            }
        }
        Set<Relation> selected = new HashSet<>();
        for (Relation relation : all) {
            if (matches(relation.name())) {
                addWithPartitions(relation, partitions, selected);
            }
        }
        if (strictness == Strictness.AS_WRITTEN) {
            refuseWhatIsNotThere(all, selected, byOid);
        }
        return selected.stream().sorted(Comparator.comparing(Relation::name)).toList();
    }

    private void addWithPartitions(
            Relation relation, Map<Long, List<Relation>> partitions, Set<Relation> selected) {
        if (selected.add(relation)) {
            for (Relation partition : partitions.getOrDefault(relation.oid(), List.of())) {
                if (!excludes(partition.name())) {
                    addWithPartitions(partition, partitions, selected);
                }
            }
        }
    }

    private void refuseWhatIsNotThere(
            List<Relation> all, Set<Relation> selected, Map<Long, Relation> byOid) {
        List<String> problems = new ArrayList<>();
        Set<TableName> names = new HashSet<>();
        all.forEach(relation -> names.add(relation.name()));
        for (Wildcard wildcard : include) {
            if (names.stream().noneMatch(wildcard::matches)) {
                problems.add(
                        "select.include \"%s\" matches no table of the source"
                                .formatted(wildcard.text()));
            }
        }
        for (TableName name : named) {
            if (!names.contains(name)) {
                problems.add("table %s does not stand in the source".formatted(name));
            } else if (excludes(name)) {
                problems.add("table %s has settings of its own and is excluded".formatted(name));
            }
        }
        selected.stream()
                .sorted(Comparator.comparing(Relation::name))
                .forEach(
                        relation ->
                                relation.parents().stream()
                                        .map(byOid::get)
                                        .filter(
                                                parent ->
                                                        parent == null
                                                                || !selected.contains(parent))
                                        .forEach(parent -> problems.add(lonely(relation, parent))));
        if (selected.isEmpty() && problems.isEmpty()) {
            problems.add("no table is selected");
        }
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot select the tables: "
                            + String.join("; ", problems)
                            + ". Check select and tables in the spec; names keep their case.");
        }
    }

    private static String lonely(Relation relation, Relation parent) {
        return "%s is a %s of %s, which is not selected: select both or neither"
                .formatted(
                        relation.name(),
                        relation.partition() ? "partition" : "child",
                        parent == null ? "a table of another kind" : parent.name());
    }
}
