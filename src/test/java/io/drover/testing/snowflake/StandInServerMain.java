package io.drover.testing.snowflake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A stand-in in a process of its own, for the benchmark: what it costs is not its clients' cost.
 *
 * <p>Prints its URL, user and password, a line each, and ends when its standard input ends. A line
 * {@code statements} is answered with every statement since the start, one line each, and an empty
 * line; any other line is a query to the engine behind, answered with its first value.
 */
public final class StandInServerMain {
    private StandInServerMain() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SnowflakeStandIn server =
                        SnowflakeStandIn.start(
                                SnowflakeStandIn.StageKind.S3, SnowflakeStandIn.ResultKind.JSON);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.println(server.jdbcUrl());
            out.println(server.user());
            out.println(server.password());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("statements")) {
                    server.statements()
                            .forEach(each -> out.println(each.strip().replaceAll("\\s+", " ")));
                    out.println();
                } else {
                    out.println(value(server, line));
                }
            }
        }
        // The port goes on listening, so that clients are refused and do not wait.
        System.exit(0);
    }

    private static String value(SnowflakeStandIn server, String query) throws SQLException {
        try (Connection connection = server.h2();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException refused) {
            return String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
        }
    }
}
