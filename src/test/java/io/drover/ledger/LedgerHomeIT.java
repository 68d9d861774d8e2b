package io.drover.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import io.drover.spec.LedgerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerHomeIT {
    @TempDir private Path folder;
    private LedgerSpec ledger;

    @BeforeEach
    void name() {
        ledger = new LedgerSpec(null, folder.resolve("shop.conf.ledger"));
    }

    @AfterEach
    void leave() {
        LedgerHome.leaveAll();
    }

    @Test
    void itsOwnServerIsAsDurableAsAnyAndKeepsWhatItHasBetweenTwoCommands() throws Exception {
        assertThat(LedgerHome.isNew(ledger)).isTrue();
        write(LedgerHome.of(ledger), "CREATE TABLE kept AS SELECT 42 AS answer");
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            assertThat(value(LedgerHome.of(ledger), "SHOW " + setting)).as(setting).isEqualTo("on");
        }
        ProcessHandle server = server();

        LedgerHome.leaveAll();

        server.onExit().get(10, TimeUnit.SECONDS);
        assertThat(LedgerHome.isNew(ledger)).isFalse();
        assertThat(value(LedgerHome.of(ledger), "SELECT answer FROM public.kept")).isEqualTo("42");
    }

    @Test
    void nobodyElseMayReadItsFolder() throws IOException {
        EndpointSpec endpoint = LedgerHome.of(ledger);

        assertThatThrownBy(
                        () ->
                                value(
                                        new EndpointSpec(
                                                "postgres",
                                                endpoint.url(),
                                                "postgres",
                                                null,
                                                endpoint.properties(),
                                                2,
                                                endpoint.connectTimeout(),
                                                endpoint.statementTimeout(),
                                                endpoint.lockTimeout(),
                                                null),
                                        "SELECT 1"))
                .as("without the password")
                .hasMessageContaining("Cannot connect");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ledger.folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void aServerThatAnotherProcessUsesIsFoundAndLeftRunning() throws Exception {
        // What another process holds: a server that this one has not started.
        EmbeddedLedger other = EmbeddedLedger.open(ledger.folder());
        long pid = server().pid();

        assertThat(LedgerHome.of(ledger).url()).isEqualTo(other.endpoint().url());
        LedgerHome.leaveAll();

        assertThat(server().pid()).isEqualTo(pid);
        assertThat(value(other.endpoint(), "SELECT 1")).isEqualTo("1");
        other.close();
        assertThat(ledger.folder().resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void whatAKilledServerLeftIsStartedAgain() throws Exception {
        EmbeddedLedger lost = EmbeddedLedger.open(ledger.folder());
        write(lost.endpoint(), "CREATE TABLE kept AS SELECT 42 AS answer");
        ProcessHandle server = server();
        var backends = server.descendants().toList();
        server.destroyForcibly();
        server.onExit().get(10, TimeUnit.SECONDS);
        for (ProcessHandle backend : backends) {
            backend.onExit().get(10, TimeUnit.SECONDS);
        }

        // In another process its lock would be gone with it.
        lost.close();
        assertThat(value(LedgerHome.of(ledger), "SELECT answer FROM public.kept")).isEqualTo("42");
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidWithWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertThatThrownBy(() -> LedgerHome.of(new LedgerSpec(null, file.resolve("ledger"))))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("Cannot start the PostgreSQL that keeps the ledger in")
                .hasMessageContaining("under ledger in the spec");
    }

    private ProcessHandle server() throws IOException {
        String pid =
                Files.readAllLines(ledger.folder().resolve("data/postmaster.pid")).get(0).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void write(EndpointSpec endpoint, String sql) throws SQLException {
        try (Connection connection = open(endpoint);
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = public; " + sql);
        }
    }

    private static String value(EndpointSpec endpoint, String sql) throws SQLException {
        try (Connection connection = open(endpoint);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection open(EndpointSpec endpoint) {
        return Connections.open(
                Side.TARGET, endpoint, new Session("test", Session.Timeouts.STATEMENT));
    }
}
