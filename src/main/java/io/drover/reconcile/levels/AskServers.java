package io.drover.reconcile.levels;

import io.drover.canonical.SetDigestBuilder;
import io.drover.canonical.WireDigest;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.SingleStatement;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.SetDigest;
import io.drover.model.WireForm;
import io.drover.reconcile.SideAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Asks both servers, each inside its snapshot: a question is a Spark task, so that the connections
 * stay within what the spec allows, on a cluster too, and many tables are asked side by side.
 *
 * <p>A failure is an answer like any other. Memory: an answer's rows, on the driver.
 */
public final class AskServers implements LevelInquiry.Respondent {
    private static final int MOST_TASKS = 2000;

    private final JavaSparkContext spark;
    private final SideAccess source;
    private final SideAccess target;

    public AskServers(JavaSparkContext spark, SideAccess source, SideAccess target) {
        this.spark = spark;
        this.source = source;
        this.target = target;
    }

    @Override
    public List<Answer> ask(List<Question> questions) {
        return spark.parallelize(questions, Math.min(questions.size(), MOST_TASKS))
                .map(new Ask(source, target))
                .collect();
    }

    /** The task. */
    private static final class Ask implements Function<Question, Answer> {
        private static final long serialVersionUID = 1L;
        private static final int ATTEMPTS = 3;

        private final SideAccess source;
        private final SideAccess target;

        Ask(SideAccess source, SideAccess target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public Answer call(Question question) {
            if (question.kind() == Question.Kind.OPERATORS) {
                String problem = SingleStatement.problem(question.sql());
                if (problem != null) {
                    return Answer.failed("the " + question.side() + "'s query " + problem);
                }
            }
            for (int attempt = 1; ; attempt++) {
                try {
                    return answer(question);
                } catch (MigrationException failure) {
                    if (failure.kind() != ErrorKind.TRANSIENT || attempt == ATTEMPTS) {
                        return Answer.failed(failure.getMessage());
                    }
                } catch (SQLException failure) {
                    if (!SqlFailures.isTransient(failure) || attempt == ATTEMPTS) {
                        return Answer.failed(said(question.side(), failure));
                    }
                }
            }
        }

        private Answer answer(Question question) throws SQLException {
            SideAccess access = question.side() == Side.SOURCE ? source : target;
            try (ConnectionPool.Lease lease =
                    ConnectionPool.borrow(access.side(), access.endpoint(), access.connections())) {
                SnapshotHolder.adopt(access.side(), lease.connection(), access.snapshot());
                return question.kind() == Question.Kind.WIRE_DIGEST
                        ? digest(question, lease.connection())
                        : rows(question, lease.connection());
            }
        }

        private static Answer rows(Question question, Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                // Tasks are the parallelism.
                statement.execute("SET LOCAL max_parallel_workers_per_gather = 0");
                statement.setMaxRows(question.maxRows() + 1);
                statement.setFetchSize(1000);
                try (ResultSet result = statement.executeQuery(question.sql())) {
                    ResultSetMetaData meta = result.getMetaData();
                    List<String> names = new ArrayList<>();
                    List<String> types = new ArrayList<>();
                    for (int column = 1; column <= meta.getColumnCount(); column++) {
                        names.add(meta.getColumnLabel(column));
                        types.add(meta.getColumnTypeName(column));
                    }
                    List<List<String>> rows = new ArrayList<>();
                    while (rows.size() < question.maxRows() && result.next()) {
                        List<String> row = new ArrayList<>();
                        for (int column = 1; column <= names.size(); column++) {
                            row.add(result.getString(column));
                        }
                        rows.add(row);
                    }
                    boolean more = rows.size() == question.maxRows() && result.next();
                    return new Answer(
                            names,
                            types,
                            rows,
                            more ? Answer.Extent.CUT : Answer.Extent.WHOLE,
                            null);
                }
            }
        }

        private static Answer digest(Question question, Connection connection) {
            WireDigest digest = new WireDigest(WireForm.BINARY);
            SetDigestBuilder sum = new SetDigestBuilder();
            try (CopyOutRows rows =
                    new CopyOutRows(question.side(), connection, question.sql(), WireForm.BINARY)) {
                while (rows.advance()) {
                    digest.digest(rows.array(), rows.offset(), rows.length());
                    sum.add(digest);
                }
            }
            SetDigest all = sum.toDigest();
            return new Answer(
                    List.of("rows", "digest"),
                    List.of("int8", "text"),
                    List.of(List.of(Long.toString(all.rows()), all.hex())),
                    Answer.Extent.WHOLE,
                    null);
        }

        private static String said(Side side, SQLException failure) {
            String said = "the " + side + " says: " + SqlFailures.serverText(failure);
            return "25006".equals(failure.getSQLState())
                    ? said + "; a reconciliation only reads, so write a query that does"
                    : said + " [SQLSTATE " + failure.getSQLState() + "]";
        }
    }
}
