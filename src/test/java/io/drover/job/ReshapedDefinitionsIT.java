package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables with all that a definition can have, under other names of columns, in another schema. */
class ReshapedDefinitionsIT {
    private static final String RENAMED =
            """
            select { target-schema = core }
            tables = [
              { name = "public.reading", rename { at = "takenAt", sensor = "sensor-no", value = v } }
              { name = "public.note", rename { id = note_no, parent = up, body = "order", "from" = begins, till = ends, mood = feeling, low = "lowText" } }
              { name = "public.sensor", rename { no = "sensor-no" } }
            ]
            """;

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("definitions");
        trial.source.execute(
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                "CREATE TYPE mood AS ENUM ('good', 'bad')",
                "CREATE TABLE sensor (no int GENERATED ALWAYS AS IDENTITY (START WITH 5) PRIMARY KEY, name text COLLATE \"C\")",
                "CREATE TABLE reading (at timestamptz NOT NULL, sensor int NOT NULL REFERENCES sensor (no), value numeric CHECK (value > 0), PRIMARY KEY (sensor, at)) PARTITION BY RANGE (at)",
                "CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2024-07-01')",
                "CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM ('2024-07-01') TO ('2025-01-01')",
                "CREATE INDEX reading_value ON reading (value DESC NULLS LAST) INCLUDE (at) WHERE value > 10",
                "CREATE TABLE note (id serial PRIMARY KEY, parent int REFERENCES note (id) ON DELETE SET NULL, body varchar(80), \"from\" date, till date, mood mood DEFAULT 'good',"
                        + " low text GENERATED ALWAYS AS (lower((body)::text)) STORED,"
                        + " CHECK ((body)::character varying(10) <> 'body' OR mood = 'bad'::mood), CONSTRAINT spans CHECK (\"from\" <= till),"
                        + " UNIQUE (parent, body), EXCLUDE USING gist (parent WITH =, daterange(\"from\", till) WITH &&) WHERE (mood = 'bad'))",
                "CREATE INDEX note_low ON note (lower(body) text_pattern_ops, (\"from\" - till))",
                "COMMENT ON COLUMN note.body IS 'what it says'",
                "ALTER TABLE note ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO sensor (name) SELECT 'Sensor ' || g FROM generate_series(1, 3) g",
                "INSERT INTO reading SELECT '2024-01-02'::timestamptz + g * interval '1 hour', 5 + g % 3, g FROM generate_series(1, 5000) g",
                "INSERT INTO note (parent, body, \"from\", till) SELECT nullif(g - 1, 0), 'Note ' || g, '2024-01-01', '2024-01-02' FROM generate_series(1, 40) g");
        trial.target.execute("CREATE EXTENSION IF NOT EXISTS btree_gist");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void everyDefinitionFollowsItsColumnsAndEveryRowIsProven() {
        trial.migrate(RENAMED);
        assertThat(
                        trial.target.rows(
                                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'core.note'::regclass ORDER BY 1"))
                .containsExactly(
                        "CHECK (((((\"order\")::character varying(10))::text <> 'body'::text) OR (feeling = 'bad'::core.mood)))",
                        "CHECK ((begins <= ends))",
                        "EXCLUDE USING gist (up WITH =, daterange(begins, ends) WITH &&) WHERE ((feeling = 'bad'::core.mood))",
                        "FOREIGN KEY (up) REFERENCES core.note(note_no) ON DELETE SET NULL",
                        "PRIMARY KEY (note_no)",
                        "UNIQUE (up, \"order\")");
        assertThat(trial.target.value("SELECT pg_get_partkeydef('core.reading'::regclass)"))
                .isEqualTo("RANGE (\"takenAt\")");
        assertThat(
                        trial.target.value(
                                "INSERT INTO core.note (\"order\") VALUES ('more') RETURNING note_no"))
                .isEqualTo("41");
        trial.target.execute("DELETE FROM core.note WHERE note_no = 41");
        assertThat(
                        trial.target.value(
                                "INSERT INTO core.sensor (name) VALUES ('more') RETURNING \"sensor-no\""))
                .isEqualTo("8");
        trial.target.execute("DELETE FROM core.sensor WHERE \"sensor-no\" = 8");
        ReconcileTables.Result proof = reconcile(RENAMED);
        for (TableVerdict table : proof.tables()) {
            assertThat(table.verdict()).as(table.toString()).isEqualTo(Verdict.EQUAL);
        }
        assertThat(proof.overall()).as(proof.others().detail()).isEqualTo(Verdict.EQUAL);
        assertThat(proof.tables().stream().mapToLong(each -> each.targetDigest().rows()).sum())
                .isEqualTo(5043);
    }

    @Test
    void aRunThatDiedGoesOnWithDroppedAndMadeColumns() {
        String spec =
                """
                select { target-schema = core }
                chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }
                tables = [
                  { name = "public.reading", drop = [value], columns = [ { column = kind, constant = hourly } ] }
                  { name = "public.note", drop = [mood, parent] }
                ]
                """;
        Checkpoint planted =
                (point, table, chunk) -> {
                    if (point == Checkpoint.Point.COPIED && chunk == 1) {
                        throw new IllegalStateException("planted");
                    }
                };
        assertThatThrownBy(() -> trial.migrate(planted, spec)).hasMessageContaining("planted");
        trial.migrate(spec);
        assertThat(
                        trial.target.value(
                                "SELECT count(*) || ' ' || count(DISTINCT (sensor, at)) || ' ' || min(kind) FROM core.reading"))
                .isEqualTo("5000 5000 hourly");
        assertThat(
                        trial.target.rows(
                                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'core' AND table_name = 'note' ORDER BY ordinal_position"))
                .containsExactly("id", "body", "from", "till", "low");
        trial.source.execute("ALTER TABLE note ADD COLUMN extra int");
        assertThat(reconcile(spec).overall()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void aPartitionKeyThatARuleMakesIsRefused() {
        assertThatThrownBy(
                        () ->
                                trial.migrate(
                                        "tables = [ { name = \"public.reading\", columns = [ { column = at, from = at, type = date } ] } ]"))
                .hasMessageContaining(
                        "public.reading: it is partitioned by at, and a rule drops that or makes it anew.");
    }

    private ReconcileTables.Result reconcile(String spec) {
        return new ReconcileTables(
                        trial.spec(spec),
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
