package io.drover.job.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.canonical.BinaryTuples;
import io.drover.canonical.FrameText;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.FrameWriter;
import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.dialect.postgres.WireFrame;
import io.drover.ledger.QuarantineKeys;
import io.drover.ledger.QuarantineKeys.Kept;
import io.drover.ledger.QuarantineLedger.Held;
import io.drover.load.LineFields;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the keys of rows that another engine's load set aside: its reader told no key, but what it
 * read, or the row itself was kept.
 */
final class HeldKeys {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final TablePlan table;
    private final List<KeyColumn> key;

    /**
     * @param table as its rows were loaded
     * @param key its columns by their names in the source, with their logical types
     */
    HeldKeys(TablePlan table, List<KeyColumn> key) {
        this.table = table;
        this.key = List.copyOf(key);
    }

    /** The same rows with the keys that they have, which the ledger has from now on. */
    List<Held> settle(QuarantineKeys ledger, List<Held> rows) {
        if (key.isEmpty()) {
            return rows;
        }
        Map<Long, String> keys = new HashMap<>();
        for (Kept kept : ledger.kept(rows.stream().map(Held::id).toList())) {
            String told = told(kept);
            String written = told == null ? null : ledger.write(kept.id(), key, told);
            if (written != null) {
                keys.put(kept.id(), written);
            }
        }
        return rows.stream()
                .map(row -> new Held(row.id(), row.table(), keys.get(row.id()), row.undecodable()))
                .toList();
    }

    private @Nullable String told(Kept kept) {
        if (kept.key() != null) {
            return kept.key();
        }
        String told = kept.text() == null ? null : ofText(kept.text());
        return told != null || kept.row() == null
                ? told
                : kept.form() == WireForm.TEXT ? ofLine(kept.row()) : ofRow(kept.row());
    }

    private @Nullable String ofLine(byte[] line) {
        List<String> fields = LineFields.of(line, 0, line.length);
        List<String> sources = table.columns().stream().map(ColumnPlan::source).toList();
        ObjectNode found = MAPPER.createObjectNode();
        for (KeyColumn column : key) {
            int place = sources.indexOf(column.column());
            if (fields.size() != table.loadedColumns().size()
                    || place < 0
                    || fields.get(place) == null) {
                return null;
            }
            found.put(column.member(), fields.get(place));
        }
        return found.toString();
    }

    private @Nullable String ofText(String text) {
        JsonNode row;
        try {
            row = MAPPER.readTree(text);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("The ledger's row is no JSON", damaged);
        }
        ObjectNode found = MAPPER.createObjectNode();
        for (KeyColumn column : key) {
            JsonNode value = row.path(column.column());
            if (value.isMissingNode() || value.isNull()) {
                return null;
            }
            found.set(column.member(), value);
        }
        return found.toString();
    }

    /** Of the row as it was sent: its carried columns come first. */
    private @Nullable String ofRow(byte[] row) {
        BinaryTuples tuples = new BinaryTuples(table.loadedColumns().size());
        try {
            tuples.scan(row, 0, row.length);
        } catch (IllegalStateException other) {
            // The table has other columns by now than it was loaded with.
            return null;
        }
        FrameWriter writer = new FrameWriter();
        List<String> sources = table.columns().stream().map(ColumnPlan::source).toList();
        ObjectNode found = MAPPER.createObjectNode();
        for (KeyColumn column : key) {
            int place = sources.indexOf(column.column());
            if (place < 0 || tuples.isNull(place)) {
                return null;
            }
            WireFrame frame = WireFrame.of(table.columns().get(place).targetType());
            if (!frame.isOwn()) {
                return null;
            }
            RowForm form = new RowForm(1);
            writer.add(frame, row, tuples.fieldOffset(place), tuples.fieldLength(place), form);
            found.put(column.member(), FrameText.of(form, 0));
        }
        return found.toString();
    }
}
