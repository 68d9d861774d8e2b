package io.drover.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.engine.Store;
import io.drover.engine.StoreContract;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV, as the files that the manifest names have it. */
class FilesStoreSparkTest extends StoreContract {
    @TempDir Path folder;

    @Override
    protected StoringEngine engine() {
        return new FilesEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return FilesTrial.endpoint(folder, "format = csv");
    }

    /** Files check nothing; what the source's NOT NULL let through is written. */
    @Override
    protected boolean refusesRows() {
        return false;
    }

    @Override
    protected boolean refusesNulls() {
        return false;
    }

    @Override
    protected boolean upserts() {
        return false;
    }

    @Override
    protected boolean repeatsChunks() {
        return false;
    }

    @Override
    protected List<String> rows(TableName table) {
        try {
            Path home = folder.resolve(table.name());
            JsonNode manifest =
                    new ObjectMapper().readTree(home.resolve("_manifest.json").toFile());
            List<String> rows = new ArrayList<>();
            for (JsonNode part : manifest.get("files")) {
                List<String> lines = Files.readAllLines(home.resolve(part.get("name").asText()));
                assertThat(lines.get(0)).isEqualTo("id,note");
                lines.stream().skip(1).map(line -> line.replace(',', '|')).forEach(rows::add);
            }
            rows.sort((one, other) -> Long.compare(id(one), id(other)));
            return rows;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Killed behind each change of the disk in turn, with the same command given again. */
    @Test
    void killedPublicationShowsTheOldRowsOrTheNewOnesAndGoesOn() throws IOException {
        StoredTable table;
        try (Store store = open()) {
            StoredTable old = table(store, "halted", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0, 1));
            swap(store, old);
            table = table(store, "halted", LoadMode.REPLACE, 2);
            begin(store, table);
            load(store, table, numbered(100, 20), List.of(0, 1));
            load(store, table, List.of(), List.of(2, 3));
        }
        Path home = folder.resolve("halted");
        Path kept = folder.resolve("_kept");
        copy(home, kept);
        int oldRows = 0;
        int newRows = 0;
        boolean halted = true;
        for (int changes = 1; halted; changes++) {
            FileUtils.deleteDirectory(home.toFile());
            copy(kept, home);
            halted = isHalted(table, changes);
            List<String> seen = rows(table.plan().target());
            assertThat(seen.size()).as("rows behind %d changes", changes).isIn(10, 20);
            assertThat(FilesTrial.rowsOf(folder, "halted")).isEqualTo(seen.size());
            oldRows += seen.size() == 10 ? 1 : 0;
            newRows += seen.size() == 20 ? 1 : 0;
            try (Store store = open()) {
                behindTheRows(store, table);
                assertThat(rows(table.plan().target())).hasSize(20).contains("119|note 119");
                assertThat(foldersBefore(home)).hasSize(1);
                release(store, table);
                release(store, table);
                assertThat(foldersBefore(home)).isEmpty();
                assertThat(rows(table.plan().target())).hasSize(20);
            }
        }
        assertThat(oldRows).as("kills before the manifest").isGreaterThan(3);
        assertThat(newRows).as("kills behind it, and the last run").isGreaterThan(1);
    }

    private boolean isHalted(StoredTable table, int changes) {
        Map<String, String> dying =
                Map.of(
                        "fs.file.impl",
                        HaltingFiles.class.getName(),
                        "fs.file.impl.disable.cache",
                        "true");
        EndpointSpec whole = endpoint();
        EndpointSpec endpoint =
                new EndpointSpec(
                        whole.type(),
                        whole.url(),
                        whole.user(),
                        whole.password(),
                        dying,
                        whole.maxConnections(),
                        whole.connectTimeout(),
                        whole.statementTimeout(),
                        whole.lockTimeout(),
                        null,
                        whole.engine());
        HaltingFiles.haltBehind(1_000_000);
        try (Store store = new FilesEngine().store(endpoint, "drover test", 1)) {
            HaltingFiles.haltBehind(changes);
            behindTheRows(store, table);
            return false;
        } catch (HaltingFiles.Halted killed) {
            return true;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        FileUtils.copyDirectory(from.toFile(), to.toFile());
    }

    private static List<String> foldersBefore(Path home) {
        String[] names = home.toFile().list((folder, name) -> name.startsWith("_before-"));
        return List.of(names);
    }

    private static long id(String row) {
        return Long.parseLong(row.substring(0, row.indexOf('|')));
    }
}
