package io.drover.engine.files;

import io.drover.spec.EndpointSpec;
import io.drover.spec.EngineSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scans of this JVM, the last ones: plan, load and proof of one command ask for the same again. An
 * entry is used only for files of the same sizes and modification times, read by the same settings.
 */
final class Scans {
    private static final int MOST = 1000;

    private record Key(FileTable table, EngineSpec settings) {}

    private static final Map<Key, ScannedTable> LAST =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, ScannedTable> eldest) {
                    return size() > MOST;
                }
            };

    private Scans() {}

    static ScannedTable of(EndpointSpec endpoint, FileTable table, ScanTasks tasks) {
        Key key = new Key(table, endpoint.engine());
        synchronized (LAST) {
            ScannedTable known = LAST.get(key);
            if (known != null) {
                return known;
            }
        }
        ScannedTable scanned = new TableScan(endpoint, tasks).scan(table);
        table.files().forEach(file -> TextInput.unchanged(endpoint, file));
        synchronized (LAST) {
            LAST.put(key, scanned);
        }
        return scanned;
    }
}
