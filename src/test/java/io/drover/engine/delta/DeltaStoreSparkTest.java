package io.drover.engine.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.Store;
import io.drover.engine.StoreContract;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.spec.DeltaSpec;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaStoreSparkTest extends StoreContract {
    @TempDir Path folder;

    @Override
    protected StoringEngine engine() {
        return new DeltaEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return new EndpointSpec(
                "delta",
                folder.toUri().toString(),
                "",
                null,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null,
                new DeltaSpec(null, null, Map.of(), Map.of(), Map.of(), 1 << 20, 256, false));
    }

    /** A key is nobody's to check there; NULL in its columns is Delta's. */
    @Override
    protected boolean refusesRows() {
        return false;
    }

    /** What a manifest names is asked for before a load, and never given again. */
    @Override
    protected boolean repeatsChunks() {
        return false;
    }

    @Test
    void keysAndIndexesAreToldAsLeftBehind() {
        try (Store store = open()) {
            StoredTable table = table(store, "told", LoadMode.REPLACE, 1);
            assertThat(store.notCarried(List.of(table)))
                    .singleElement()
                    .satisfies(
                            warning -> {
                                assertThat(warning.object()).isEqualTo("table delta.told");
                                assertThat(warning.text())
                                        .contains("primary key", "indexes told_note")
                                        .doesNotContain("NOT NULL");
                            });
        }
    }

    @Override
    protected List<String> rows(TableName table) {
        assertThat(table.schema()).isEqualTo("delta");
        return TestSpark.session()
                .read()
                .format("delta")
                .load(folder.resolve(table.name()).toString())
                .sort("id")
                .select(
                        functions.concat_ws(
                                "|", functions.col("id").cast("string"), functions.col("note")))
                .as(Encoders.STRING())
                .collectAsList();
    }
}
