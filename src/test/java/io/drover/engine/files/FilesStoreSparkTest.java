package io.drover.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static long id(String row) {
        return Long.parseLong(row.substring(0, row.indexOf('|')));
    }
}
