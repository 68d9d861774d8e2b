package io.drover.testing.snowflake;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One file on its way into a table: its rows in batches, and what was refused of it. */
final class FileLoad {
    private final String name;
    private final List<Engine.EngineColumn> targets;
    private final List<Integer> fields;
    private final CsvValues values;
    private final Faults faults;
    private final List<Rejections.Rejection> refused = new ArrayList<>();
    private final List<List<String>> batch = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private long parsed;
    private long loaded;

    FileLoad(
            String name,
            List<Engine.EngineColumn> targets,
            List<Integer> fields,
            CsvValues values,
            Faults faults) {
        this.faults = faults;
        this.name = name;
        this.targets = targets;
        this.fields = fields;
        this.values = values;
    }

    List<Rejections.Rejection> refused() {
        return refused;
    }

    int batched() {
        return batch.size();
    }

    /** Adds a record to the batch; false when it was refused before it came there. */
    boolean add(PreparedStatement insert, List<String> record, long line, boolean wholeRecord)
            throws SQLException {
        parsed++;
        int at = 0;
        try {
            faults.refuse(record);
            if (wholeRecord && record.size() != targets.size()) {
                throw new SnowflakeError(
                        "100080",
                        "22000",
                        "Number of columns in file (%d) does not match that of the corresponding table (%d)"
                                .formatted(record.size(), targets.size()));
            }
            boolean plain = fields.size() == targets.size();
            for (; at < fields.size(); at++) {
                String text = fields.get(at) < record.size() ? record.get(fields.get(at)) : null;
                insert.setObject(at + 1, plain ? values.value(text, targets.get(at).type()) : text);
            }
            insert.addBatch();
            batch.add(record);
            lines.add(line);
            return true;
        } catch (SnowflakeError refusal) {
            refuse(refusal, record, line, at);
            return false;
        }
    }

    void flush(PreparedStatement insert) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            insert.executeBatch();
            loaded += batch.size();
        } catch (BatchUpdateException failure) {
            SQLException next = failure;
            for (int row = 0; row < batch.size(); row++) {
                if (CopyInto.refused(failure, row)) {
                    next = next.getNextException() == null ? next : next.getNextException();
                    refuse(SnowflakeError.of(next), batch.get(row), lines.get(row), 0);
                } else {
                    loaded++;
                }
            }
        }
        batch.clear();
        lines.clear();
    }

    private void refuse(SnowflakeError refusal, List<String> record, long line, int column) {
        String columnName = column < targets.size() ? targets.get(column).name() : "";
        refused.add(new Rejections.Rejection(name, line, columnName, refusal, record));
    }

    /** The file's row in the reply of COPY. */
    String[] row(boolean skipped) {
        boolean clean = refused.isEmpty();
        Rejections.Rejection first = clean ? null : refused.get(0);
        return new String[] {
            name,
            clean ? "LOADED" : skipped || loaded == 0 ? "LOAD_FAILED" : "PARTIALLY_LOADED",
            String.valueOf(parsed),
            String.valueOf(skipped ? 0 : loaded),
            String.valueOf(clean ? 1 : parsed),
            String.valueOf(refused.size()),
            clean ? null : first.refusal().getMessage(),
            clean ? null : String.valueOf(first.line()),
            clean ? null : "1",
            clean ? null : first.column()
        };
    }
}
