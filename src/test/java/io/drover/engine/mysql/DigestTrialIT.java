package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.mysql.DigestedColumn;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.engine.jdbc.DigestTrial.Value;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.TestMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTrialIT {
    @Test
    void theServerAtHandGetsEveryValueRight() throws SQLException {
        try (TestMariaDb server = TestMariaDb.create("trial");
                Connection connection = session(server)) {
            assertThat(TrialSql.trial().values()).hasSizeGreaterThan(60);
            assertThat(TrialSql.trial().refusal(connection)).isEmpty();
        }
    }

    @Test
    void aValueThatComesOutWrongIsAReason() throws SQLException {
        List<Value> wrong = new ArrayList<>(TrialSql.trial().values());
        wrong.add(
                new Value(
                        CanonicalType.DECIMAL,
                        "decimal(10,2)",
                        HexFormat.of().parseHex("00000003312e30"),
                        "CAST('1.0' AS DECIMAL(10,2))"));
        try (TestMariaDb server = TestMariaDb.create("trial");
                Connection connection = session(server)) {
            assertThat(new DigestTrial<>(wrong, new TrialSql()).refusal(connection))
                    .contains(
                            "the server's form of CAST('1.0' AS DECIMAL(10,2)) is"
                                    + " 00000001000004130000000131 and not"
                                    + " 000000010000041300000003312e30");
        }
    }

    @Test
    void whatTheServerDoesNotKnowIsAReason() throws SQLException {
        DigestTrial<DigestedColumn> unknown =
                new DigestTrial<>(
                        List.of(new Value(CanonicalType.INTEGER, "int", new byte[4], "NO_SUCH(1)")),
                        new TrialSql());
        try (TestMariaDb server = TestMariaDb.create("trial");
                Connection connection = session(server)) {
            assertThat(unknown.refusal(connection).orElseThrow())
                    .startsWith("the server refuses the SQL: ")
                    .contains("NO_SUCH");
        }
    }

    private static Connection session(TestMariaDb server) {
        return Connections.open(
                Side.SOURCE, server.endpoint(), new Session("test", Session.Timeouts.NONE));
    }
}
