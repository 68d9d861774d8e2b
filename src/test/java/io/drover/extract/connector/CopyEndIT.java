package io.drover.extract.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.extract.RuledTables;
import io.drover.extract.SourceAccess;
import io.drover.extract.SourceCounts;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task finds when it has read its last row. */
class CopyEndIT {
    private TestDatabase database;
    private SnapshotHolder holder;

    @BeforeEach
    void open() {
        database = TestDatabase.create("copy_end");
        database.execute(
                "CREATE TABLE t (id int, name text)",
                "INSERT INTO t SELECT g, 'n' || g FROM generate_series(1, 1000) g");
        holder = SnapshotHolder.open(Side.SOURCE, database.endpoint(), "drover test");
    }

    @AfterEach
    void close() {
        holder.close();
        ConnectionPool.closeAll();
        database.close();
    }

    @Test
    void theConnectionIsFreeAndTheSourcesCountIsThere() {
        SourceAccess access =
                new SourceAccess(database.endpoint(), holder.snapshot(), 1, Long.MAX_VALUE);
        TablePlan plan =
                RuledTables.plan(database, "t", WireForm.BINARY, List.of("id"), List.of("name"))
                        .only(
                                List.of(
                                        new ChunkPlan(3, "id <= 400", 0, 0),
                                        new ChunkPlan(5, "id > 400", 0, 0)));
        Dataset<Row> rows = new CopyRead(access, plan).rows(TestSpark.session()).coalesce(1);
        assertThat(rows.mapPartitions(new AtTheEnd(access), Encoders.STRING()).collectAsList())
                .containsExactly("1000 rows", "counts {3=400, 5=600}", "then {}");
    }

    /** The pool has one connection: borrowing it would wait for ever if the reader still had it. */
    private static final class AtTheEnd implements MapPartitionsFunction<Row, String> {
        private static final long serialVersionUID = 1L;

        private final SourceAccess access;

        AtTheEnd(SourceAccess access) {
            this.access = access;
        }

        @Override
        public Iterator<String> call(Iterator<Row> rows) {
            int read = 0;
            while (rows.hasNext()) {
                rows.next();
                read++;
            }
            ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections()).close();
            long attempt = TaskContext.get().taskAttemptId();
            List<String> found = new ArrayList<>();
            found.add(read + " rows");
            found.add("counts " + SourceCounts.taken(attempt));
            Map<Integer, Long> again = SourceCounts.taken(attempt);
            found.add("then " + again);
            return found.iterator();
        }
    }
}
