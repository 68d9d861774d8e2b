package io.drover.engine.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The part files of a load that is not in the table yet, in a folder that no reader looks into. A
 * batch counts when its note is there, which appears whole, behind its files; the files of a batch
 * without one are written anew.
 */
final class StagedParts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "_drover";

    private final Configuration configuration;
    private final FileSystem system;
    private final Path all;
    private final String prefix;
    private final Path folder;

    StagedParts(Configuration configuration, Path table, StoredTable load) throws IOException {
        this.configuration = configuration;
        this.system = table.getFileSystem(configuration);
        this.all = new Path(table, FOLDER);
        this.prefix = "%s-%d-".formatted(load.migration(), load.plan().number());
        this.folder = new Path(all, key(load));
    }

    /** What tells a load from all others. */
    static String key(StoredTable load) {
        return "%s-%d-%d-%d"
                .formatted(
                        load.migration(), load.plan().number(), load.loadId(), load.generation());
    }

    /**
     * Chunks whose rows are in files.
     *
     * @param parts their names are those of now, below the folder
     */
    record Batch(List<Fate> chunks, List<Manifest.Part> parts) implements Serializable {}

    /** A {@link StoredChunk} as JSON has it. */
    record Fate(int number, long read, long loaded, long quarantined) implements Serializable {}

    Path folder() {
        return folder;
    }

    /** Where a batch's files are written; what an earlier attempt left there is none of it. */
    String batchFolder(int firstChunk) {
        return "batch-%08d".formatted(firstChunk);
    }

    void add(Batch batch) throws IOException {
        String name = "chunks-%08d.json".formatted(batch.chunks().get(0).number());
        Manifest.replace(configuration, new Path(folder, name), JSON.writeValueAsBytes(batch));
    }

    /** In the order of their chunks. */
    List<Batch> batches() throws IOException {
        List<Batch> batches = new ArrayList<>();
        if (!system.exists(folder)) {
            return batches;
        }
        Map<String, Path> notes = new TreeMap<>();
        for (FileStatus found : system.listStatus(folder)) {
            String name = found.getPath().getName();
            if (name.startsWith("chunks-")) {
                notes.put(name, found.getPath());
            }
        }
        for (Path note : notes.values()) {
            try (InputStream in = system.open(note)) {
                batches.add(JSON.readValue(in, Batch.class));
            }
        }
        return batches;
    }

    Map<Integer, StoredChunk> loaded() throws IOException {
        Map<Integer, StoredChunk> loaded = new TreeMap<>();
        for (Batch batch : batches()) {
            for (Fate fate : batch.chunks()) {
                loaded.put(
                        fate.number(),
                        new StoredChunk(
                                fate.number(), fate.read(), fate.loaded(), fate.quarantined()));
            }
        }
        return loaded;
    }

    /** Forgets every load of this table by this migration. */
    void forget() throws IOException {
        if (!system.exists(all)) {
            return;
        }
        for (FileStatus found : system.listStatus(all)) {
            if (found.getPath().getName().startsWith(prefix)) {
                system.delete(found.getPath(), true);
            }
        }
    }
}
