package io.drover.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.RuleReceipts;
import io.drover.model.Nullable;
import io.drover.model.rules.Fate;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RowRules;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * What became of the first rows of a chunk one by one, where the spec asks for it: the source's row
 * beside the values that rules made of it, without masked ones.
 *
 * <p>Memory: the values of as many rows as are logged.
 */
final class RowLog {
    private final RowRules rules;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    private record Entry(Fate fate, @Nullable String target, @Nullable String error) {}

    RowLog(RowRules rules) {
        this.rules = rules;
    }

    /** Takes a row as long as there are fewer than the spec asks for. */
    void take(Row row, long place, Fate fate) {
        if (entries.size() >= rules.logRows()) {
            return;
        }
        entries.put(
                place,
                switch (fate) {
                    case LOADED -> new Entry(fate, target(row).toString(), null);
                    case QUARANTINED, STOPS ->
                            new Entry(Fate.QUARANTINED, null, String.join("; ", messages(row)));
                    case FILTERED, DEDUPLICATED -> new Entry(fate, null, null);
                });
    }

    /** Notes that a row was refused after all. */
    void refused(long place, String error) {
        entries.computeIfPresent(
                place, (same, entry) -> new Entry(Fate.QUARANTINED, entry.target(), error));
    }

    void write(Connection connection, Claim claim, @Nullable SourceRowLookup lookup)
            throws SQLException {
        if (!entries.isEmpty()) {
            RuleReceipts.rows(connection, claim, told(lookup));
        }
    }

    List<RuleReceipts.LoggedRow> told(@Nullable SourceRowLookup lookup) {
        FetchedRows source =
                FetchedRows.at(lookup, entries.keySet().stream().mapToLong(Long::longValue));
        List<RuleReceipts.LoggedRow> rows = new ArrayList<>();
        entries.forEach(
                (place, entry) ->
                        rows.add(
                                new RuleReceipts.LoggedRow(
                                        RuleReceipts.place(place),
                                        entry.fate().name(),
                                        source.row(place),
                                        entry.target(),
                                        entry.error())));
        return rows;
    }

    private List<String> messages(Row row) {
        return Violations.of(row, rules.steps()).stream()
                .map(Violations.Violation::message)
                .toList();
    }

    private ObjectNode target(Row row) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (int column = 0; column < rules.columns().size(); column++) {
            String name = rules.columns().get(column).target();
            if (!rules.hidden().contains(name)) {
                Object value = row.get(FatedRow.FIRST_COLUMN + column);
                if (value instanceof Boolean truth) {
                    values.put(name, truth);
                } else if (value instanceof BigDecimal number) {
                    values.put(name, number);
                } else if (value instanceof Long || value instanceof Integer) {
                    values.put(name, ((Number) value).longValue());
                } else {
                    // Of other types, and of numbers that JSON does not have, their text.
                    values.put(name, value == null ? null : value.toString());
                }
            }
        }
        return values;
    }
}
