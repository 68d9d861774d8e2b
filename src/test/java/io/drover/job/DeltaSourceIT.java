package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.canonical.CanonicalType;
import io.drover.catalog.TableSelection;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.Moment;
import io.drover.engine.delta.DeltaEngine;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.ChunkPlan;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta tables as a source: one version for the whole run, and what it holds. */
class DeltaSourceIT {
    private final SparkSession session = TestSpark.session();
    @TempDir private Path folder;
    private TestDatabase target;

    @BeforeEach
    void fill() {
        target = TestDatabase.create("delta_target");
        session.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
        session.sql(
                "CREATE TABLE delta.`%s` (id BIGINT NOT NULL, tiny TINYINT, price DECIMAL(10,2), note STRING, bytes BINARY, day DATE,"
                                .formatted(path())
                        + " at TIMESTAMP_NTZ, zoned TIMESTAMP, tags ARRAY<STRING>, ratio DOUBLE) USING delta");
        session.sql(
                "INSERT INTO delta.`%s` VALUES (1, 7Y, 12.50, 'ü', X'00ff', DATE'1500-03-01', TIMESTAMP_NTZ'2025-03-30 02:30:00.123456',"
                                .formatted(path())
                        + " TIMESTAMP'2025-03-30 01:30:00Z', array('a', null), double('NaN')),"
                        + " (2, null, null, null, null, null, null, null, null, null)");
        session.sql(
                "INSERT INTO delta.`%s` (id, note) SELECT id, 'late' FROM range(3, 503)"
                        .formatted(path()));
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void aVersionIsReadWholeAndEachColumnInItsType() {
        MigrateTables.Result result = migrate("");

        assertThat(result.rows()).isEqualTo(502);
        assertThat(
                        target.rows(
                                "SELECT id, tiny, price, note, bytes::text, day, at, zoned AT TIME ZONE 'UTC', tags, ratio FROM delta.item WHERE id < 3 ORDER BY id"))
                .containsExactly(
                        "1|7|12.50|ü|\\x00ff|1500-03-01|2025-03-30 02:30:00.123456|2025-03-30 01:30:00|[\"a\",null]|NaN",
                        "2|null|null|null|null|null|null|null|null|null");
        assertThat(
                        target.rows(
                                "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'delta' ORDER BY ordinal_position"))
                .containsExactly(
                        "id bigint",
                        "tiny smallint",
                        "price numeric",
                        "note text",
                        "bytes bytea",
                        "day date",
                        "at timestamp without time zone",
                        "zoned timestamp with time zone",
                        "tags text",
                        "ratio double precision");
    }

    @Test
    void anOlderVersionIsWhatItWas() {
        assertThat(migrate("delta { version = 1 }").rows()).isEqualTo(2);
    }

    @Test
    void aVersionThatDoesNotStandIsRefusedWithTheNewest() {
        assertThatThrownBy(() -> migrate("delta { version = 9 }"))
                .hasMessageContaining("at version 9: its newest is 2");
        assertThatThrownBy(() -> migrate("delta { timestamp = \"2001-01-01T00:00:00Z\" }"))
                .hasMessageContaining("its history begins later");
    }

    @Test
    void aMomentStaysAtItsVersionAndCountsItsRows() {
        try (Moment moment = new DeltaEngine().open(Side.SOURCE, spec("").source(), "test", 1)) {
            session.sql("DELETE FROM delta.`%s` WHERE id > 10".formatted(path()));

            assertThat(moment.snapshot().visible()).isEqualTo("item@2");
            assertThat(
                            moment.catalog(
                                            TableSelection.standing(
                                                    Set.of(new TableName("delta", "item")),
                                                    Set.of("delta")))
                                    .tables()
                                    .get(0)
                                    .statistics()
                                    .estimatedRows())
                    .isEqualTo(502);
        }
    }

    @Test
    void theAuditorReadsTheSameFormsFromTheFilesAndFromDelta() {
        List<String> fromFiles = forms();
        assertThat(fromFiles).hasSize(502);
        // A deletion vector: the files alone are no longer the table.
        session.sql(
                "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"
                        .formatted(path()));
        session.sql("DELETE FROM delta.`%s` WHERE id = 502".formatted(path()));

        List<String> fromDelta = forms();

        assertThat(fromDelta).hasSize(501);
        assertThat(fromFiles).containsAll(fromDelta);
    }

    private List<String> forms() {
        EndpointSpec endpoint = spec("").source();
        try (Moment moment = new DeltaEngine().open(Side.SOURCE, endpoint, "test", 1)) {
            return new DeltaEngine()
                            .forms(
                                    session,
                                    new AuditRequest(
                                            Side.SOURCE,
                                            endpoint,
                                            moment.snapshot(),
                                            1,
                                            new TableName("delta", "item"),
                                            List.of(
                                                    column("id", "bigint", CanonicalType.INTEGER),
                                                    column(
                                                            "price",
                                                            "numeric(10,2)",
                                                            CanonicalType.DECIMAL),
                                                    column("note", "text", CanonicalType.TEXT),
                                                    column("bytes", "bytea", CanonicalType.BINARY),
                                                    column("day", "date", CanonicalType.DATE),
                                                    column(
                                                            "zoned",
                                                            "timestamp with time zone",
                                                            CanonicalType.INSTANT)),
                                            null,
                                            List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0))))
                            .collect()
                            .stream()
                            .map(HexFormat.of()::formatHex)
                            .toList();
        }
    }

    private static AuditColumn column(String name, String logicalType, CanonicalType type) {
        return new AuditColumn(name, logicalType, type, false);
    }

    private MigrateTables.Result migrate(String more) {
        return new MigrateTables(
                        spec(more),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    private MigrationSpec spec(String more) {
        String text =
                """
                migration {
                  name = trial
                  source { type = delta, url = "%s", %s }
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  chunking { target-bytes = 8KiB, small-table-bytes = 0B }
                }
                """
                        .formatted(folder.resolve("lake"), more, target.url());
        try {
            return new SpecReader()
                    .read(Files.writeString(folder.resolve("trial.conf"), text), List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String path() {
        return folder.resolve("lake/item").toString();
    }
}
