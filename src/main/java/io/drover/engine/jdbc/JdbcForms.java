package io.drover.engine.jdbc;

import io.drover.canonical.RowForm;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.AuditValues;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of a table as an auditor reads them: every value as the text that the server prints of
 * it, made a canonical frame. Nothing here is used by {@link JdbcChunkRows}.
 *
 * <p>One Spark partition a chunk. Memory: one row, and what the driver holds of a stream.
 */
public final class JdbcForms {
    private JdbcForms() {}

    public static JavaRDD<byte[]> of(
            SparkSession session,
            AuditRequest request,
            JdbcDialect dialect,
            MomentReaders readers) {
        List<String> queries =
                request.chunks().stream().map(chunk -> query(dialect, request, chunk)).toList();
        Side side = request.side();
        TableName table = request.table();
        List<AuditColumn> columns = request.columns();
        return new JavaSparkContext(session.sparkContext())
                .parallelize(queries, Math.max(1, queries.size()))
                .mapPartitions(
                        each -> {
                            List<Iterator<byte[]>> forms = new ArrayList<>();
                            // There is one query to a partition.
                            while (each.hasNext()) {
                                forms.add(
                                        new Forms(
                                                side,
                                                table,
                                                columns,
                                                each.next(),
                                                dialect,
                                                readers));
                            }
                            return forms.isEmpty()
                                    ? new ArrayList<byte[]>().iterator()
                                    : forms.get(0);
                        });
    }

    private static String query(JdbcDialect dialect, AuditRequest request, ChunkPlan chunk) {
        List<String> conditions = new ArrayList<>();
        if (!chunk.predicate().equals(ChunkPlan.EVERYTHING)) {
            conditions.add("(" + chunk.predicate() + ")");
        }
        if (request.where() != null) {
            conditions.add("(" + request.where() + "\n)");
        }
        List<String> printed = request.columns().stream().map(dialect::printed).toList();
        return "SELECT %s FROM %s%s"
                .formatted(
                        String.join(", ", printed),
                        dialect.quote(request.table()),
                        conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /** The forms of one query's rows; the connection is given back at their end, or the task's. */
    private static final class Forms implements Iterator<byte[]> {
        private final Side side;
        private final TableName table;
        private final List<AuditColumn> columns;
        private final JdbcDialect dialect;
        private final HeldConnection held;
        private final Statement statement;
        private final ResultSet rows;
        private final RowForm form;
        private final AuditValues values;
        private boolean standing;
        private boolean ended;
        private boolean closed;

        Forms(
                Side side,
                TableName table,
                List<AuditColumn> columns,
                String query,
                JdbcDialect dialect,
                MomentReaders readers) {
            this.side = side;
            this.table = table;
            this.columns = columns;
            this.dialect = dialect;
            this.form = new RowForm(columns.size());
            this.values = new AuditValues(form);
            this.held = readers.open();
            try {
                statement = held.connection().createStatement();
                dialect.stream(statement);
                rows = statement.executeQuery(query);
            } catch (SQLException failure) {
                held.close();
                throw failed(failure);
            }
            TaskContext task = TaskContext.get();
            if (task != null) {
                task.addTaskCompletionListener((TaskCompletionListener) done -> close());
            }
        }

        @Override
        public boolean hasNext() {
            try {
                if (!standing && !ended) {
                    standing = rows.next();
                    ended = !standing;
                    if (ended) {
                        close();
                    }
                }
                return standing;
            } catch (SQLException failure) {
                throw failed(failure);
            }
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            standing = false;
            form.clear();
            try {
                for (int column = 0; column < columns.size(); column++) {
                    AuditColumn each = columns.get(column);
                    values.add(each, dialect.printed(rows, column + 1, each));
                }
            } catch (SQLException failure) {
                throw failed(failure);
            }
            return form.toBytes();
        }

        private RuntimeException failed(SQLException failure) {
            return SqlFailures.wrap(side, "read " + table + " to compare it", failure);
        }

        private void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                rows.close();
                statement.close();
            } catch (SQLException lost) {
                // Every row that was wanted was read.
            }
            held.close();
        }
    }
}
