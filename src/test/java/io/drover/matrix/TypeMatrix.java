package io.drover.matrix;

import io.drover.engine.StoredType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page of types, made of what catalogs tell of a column of each type and how stores keep it.
 */
final class TypeMatrix {
    private final Map<String, Function<ColumnInfo, StoredType>> targets = new LinkedHashMap<>();
    private final List<Source> sources = new ArrayList<>();

    /** A source engine and a column of each of its types, as its catalog tells it. */
    private record Source(String name, String remark, List<ColumnInfo> columns) {}

    TypeMatrix target(String name, Function<ColumnInfo, StoredType> types) {
        targets.put(name, types);
        return this;
    }

    TypeMatrix source(String name, String remark, List<ColumnInfo> columns) {
        sources.add(new Source(name, remark, columns));
        return this;
    }

    /** PostgreSQL has each logical type itself. */
    static StoredType itself(ColumnInfo column) {
        return new StoredType(column.type(), "", column.type(), TypeVerdict.LOSSLESS, "");
    }

    /** Both ways together: the reading of the source and the keeping of the target. */
    static TypeVerdict verdict(ColumnInfo column, StoredType kept) {
        TypeVerdict read =
                column.origin() == null ? TypeVerdict.LOSSLESS : column.origin().verdict();
        return read.compareTo(kept.verdict()) >= 0 ? read : kept.verdict();
    }

    String sections() {
        return sources.stream().map(this::section).collect(Collectors.joining("\n"));
    }

    private String section(Source source) {
        Notes notes = new Notes();
        StringBuilder text = new StringBuilder();
        text.append("## From ").append(source.name()).append("\n\n");
        if (!source.remark().isEmpty()) {
            text.append(source.remark()).append("\n\n");
        }
        text.append("| ").append(source.name()).append(" | logical type |");
        targets.keySet().forEach(name -> text.append(" to ").append(name).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(targets.size())).append("\n");
        for (ColumnInfo column : source.columns()) {
            text.append(row(column, notes)).append("\n");
        }
        return text.append(notes.text()).toString();
    }

    private String row(ColumnInfo column, Notes notes) {
        String own = column.origin() == null ? column.type() : column.origin().type();
        String reading =
                column.origin() == null
                        ? ""
                        : mark(column.origin().verdict(), column.origin().reason(), notes);
        String cells =
                targets.values().stream()
                        .map(types -> cell(column, types.apply(column), notes))
                        .collect(Collectors.joining(" | "));
        return "| `%s` | `%s`%s | %s |"
                .formatted(escaped(own), escaped(column.type()), reading, cells);
    }

    private static String cell(ColumnInfo column, StoredType kept, Notes notes) {
        boolean refused =
                column.origin() != null && column.origin().verdict() == TypeVerdict.REFUSED;
        return refused || kept.verdict() == TypeVerdict.REFUSED
                ? "refused" + (refused ? "" : note(kept.reason(), notes))
                : "`%s`%s"
                        .formatted(
                                escaped(kept.name()), mark(kept.verdict(), kept.reason(), notes));
    }

    private static String mark(TypeVerdict verdict, String reason, Notes notes) {
        return switch (verdict) {
            case LOSSLESS -> "";
            case WIDENING -> " widening" + note(reason, notes);
            case LOSSY -> " **lossy**" + note(reason, notes);
            case REFUSED -> " refused" + note(reason, notes);
        };
    }

    private static String note(String reason, Notes notes) {
        return reason.isEmpty() ? "" : " [" + notes.number(reason) + "]";
    }

    private static String escaped(String type) {
        return type.replace("|", "\\|");
    }

    /** The reasons of a section, each told once. */
    private static final class Notes {
        private final Map<String, Integer> numbers = new LinkedHashMap<>();

        int number(String reason) {
            numbers.putIfAbsent(reason, numbers.size() + 1);
            return numbers.get(reason);
        }

        String text() {
            return numbers.isEmpty()
                    ? ""
                    : numbers.entrySet().stream()
                            .flatMap(
                                    each ->
                                            Stream.of(
                                                    "%d. %s"
                                                            .formatted(
                                                                    each.getValue(),
                                                                    each.getKey())))
                            .collect(Collectors.joining("\n", "\n", "\n"));
        }
    }
}
