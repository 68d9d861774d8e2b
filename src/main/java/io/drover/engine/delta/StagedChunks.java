package io.drover.engine.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What of a load lies in a table's folder and is no version of it yet: manifests, one for each
 * batch of chunks, that name the files of their rows. A manifest appears whole or not at all, and
 * only when its files are complete; what no manifest names was never loaded.
 *
 * <p>They lie in {@code _drover}, as Delta and its readers pass folders with an underscore.
 */
final class StagedChunks {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String FOLDER = "_drover";

    private final Path table;
    private final String prefix;
    private final Path folder;

    StagedChunks(Path path, StoredTable table) {
        this.table = new Path(path, FOLDER);
        this.prefix = "%s-%d-".formatted(table.migration(), table.plan().number());
        this.folder = new Path(this.table, prefix + table.loadId() + "-" + table.generation());
    }

    /**
     * Chunks whose rows are complete.
     *
     * @param files Delta's actions that add the files; empty where {@code rows} is set
     * @param rows a folder of rows that are still to be merged, or empty
     * @param schema of the table that the files were written for, as Delta writes it
     */
    record Batch(
            List<StoredChunk> chunks,
            List<String> files,
            String rows,
            String schema,
            List<String> partitionedBy) {}

    Path folder() {
        return folder;
    }

    /** In the order of their first chunks. */
    List<Batch> batches() throws IOException {
        FileSystem files = DeltaTables.files(folder);
        List<Batch> batches = new ArrayList<>();
        if (!files.exists(folder)) {
            return batches;
        }
        Map<String, Path> manifests = new TreeMap<>();
        for (FileStatus entry : files.listStatus(folder)) {
            String name = entry.getPath().getName();
            if (name.startsWith("chunks-") && name.endsWith(".json")) {
                manifests.put(name, entry.getPath());
            }
        }
        for (Path manifest : manifests.values()) {
            try (InputStream in = files.open(manifest)) {
                batches.add(batch(MAPPER.readTree(in)));
            }
        }
        return batches;
    }

    static Map<Integer, StoredChunk> chunks(List<Batch> batches) {
        Map<Integer, StoredChunk> chunks = new TreeMap<>();
        batches.forEach(batch -> batch.chunks().forEach(each -> chunks.put(each.number(), each)));
        return chunks;
    }

    /** Makes the batch loaded. */
    void add(Batch batch) throws IOException {
        FileSystem files = DeltaTables.files(folder);
        String name = "chunks-%08d.json".formatted(batch.chunks().get(0).number());
        Path half = new Path(folder, "." + name + ".part");
        try (OutputStream out = files.create(half, true)) {
            out.write(json(batch).toString().getBytes(StandardCharsets.UTF_8));
        }
        if (!files.rename(half, new Path(folder, name))) {
            throw new IOException("cannot rename " + half);
        }
    }

    /** A folder of its own for rows; what an earlier attempt left there is overwritten. */
    Path rows(Collection<Integer> chunks) {
        return new Path(
                folder, "rows-%08d".formatted(chunks.stream().min(Integer::compare).orElse(0)));
    }

    /** Forgets every load of this table by this migration. Files stay until a VACUUM. */
    void forget() throws IOException {
        FileSystem files = DeltaTables.files(table);
        if (!files.exists(table)) {
            return;
        }
        for (FileStatus entry : files.listStatus(table)) {
            if (entry.getPath().getName().startsWith(prefix)) {
                files.delete(entry.getPath(), true);
            }
        }
        if (files.listStatus(table).length == 0) {
            files.delete(table, false);
        }
    }

    private static ObjectNode json(Batch batch) {
        ObjectNode json = MAPPER.createObjectNode();
        ArrayNode chunks = json.putArray("chunks");
        for (StoredChunk chunk : batch.chunks()) {
            chunks.addObject()
                    .put("number", chunk.number())
                    .put("read", chunk.read())
                    .put("loaded", chunk.loaded())
                    .put("quarantined", chunk.quarantined());
        }
        ArrayNode files = json.putArray("files");
        batch.files().forEach(files::add);
        json.put("rows", batch.rows());
        json.put("schema", batch.schema());
        ArrayNode columns = json.putArray("partitionedBy");
        batch.partitionedBy().forEach(columns::add);
        return json;
    }

    private static Batch batch(JsonNode json) {
        List<StoredChunk> chunks = new ArrayList<>();
        for (JsonNode chunk : json.get("chunks")) {
            chunks.add(
                    new StoredChunk(
                            chunk.get("number").asInt(),
                            chunk.get("read").asLong(),
                            chunk.get("loaded").asLong(),
                            chunk.get("quarantined").asLong()));
        }
        return new Batch(
                chunks,
                texts(json.get("files")),
                json.get("rows").asText(),
                json.get("schema").asText(),
                texts(json.get("partitionedBy")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
