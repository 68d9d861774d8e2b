package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code migrate} given what a newcomer would get wrong: an exit code that says whose fault it is,
 * one clear message, and a target whose tables are as they were.
 */
class WrongInputE2E {
    private static final String ROLE = "wrong_input_reader";
    private static final String PASSWORD = "hunter3";

    @TempDir private static Path folder;
    private static TestDatabase source;
    private static TestDatabase target;
    private static Path rules;
    private static String trusting;

    @BeforeAll
    static void fill() throws IOException {
        Scene.warmUp();
        source = TestDatabase.create("wrong_old");
        target = TestDatabase.create("wrong_new");
        source.execute(
                "CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, mail text)",
                "INSERT INTO customer SELECT g, 'Customer ' || g, NULL FROM generate_series(1, 100) g",
                "CREATE TABLE payment (id int PRIMARY KEY, amount int)",
                "INSERT INTO payment SELECT g, g - 1 FROM generate_series(1, 100) g",
                "CREATE ROLE " + ROLE + " LOGIN PASSWORD 'another'");
        target.execute(
                "CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL)",
                "INSERT INTO customer VALUES (-1, 'stands')",
                "CREATE TABLE payment (id int PRIMARY KEY, amount int CONSTRAINT paid CHECK (amount > 0))",
                "INSERT INTO payment VALUES (-1, 1)");
        // The test server trusts local sessions; this role alone is asked for its password.
        rules = Path.of(source.value("SHOW hba_file"));
        trusting = Files.readString(rules);
        Files.writeString(rules, "host all " + ROLE + " all scram-sha-256\n" + trusting);
        source.execute("SELECT pg_reload_conf()");
        awaitTheRules();
    }

    @AfterAll
    static void close() throws IOException {
        Files.writeString(rules, trusting);
        source.execute("SELECT pg_reload_conf()", "DROP ROLE " + ROLE);
        source.close();
        target.close();
    }

    /** What was typed, and what must come of it. */
    private record Mistake(String what, int exitCode, List<String> typed, List<String> said) {
        Mistake typed(String... words) {
            List<String> all = new ArrayList<>(typed);
            all.addAll(List.of(words));
            return new Mistake(what, exitCode, all, said);
        }

        Mistake says(String... texts) {
            return new Mistake(what, exitCode, typed, List.of(texts));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Mistake> mistakes() {
        String url = source.url();
        String server = url.substring(0, url.lastIndexOf('/'));
        return Stream.of(
                mistake("a port where nobody listens, source", 75)
                        .typed("--set", "source.url=jdbc:postgresql://localhost:1/shop")
                        .says("Cannot connect to the source", "localhost:1/shop", "source.url"),
                mistake("a port where nobody listens, target", 75)
                        .typed("--set", "target.url=jdbc:postgresql://localhost:1/shop")
                        .says("Cannot connect to the target", "localhost:1/shop", "target.url"),
                mistake("a URL that is none", 3)
                        .typed("--set", "target.url=postgres://localhost/shop")
                        .says("target.url", "jdbc:postgresql://"),
                mistake("a database that is not there, source", 4)
                        .typed("--set", "source.url=" + server + "/shop_gone")
                        .says("shop_gone", "Check the database name in source.url"),
                mistake("a database that is not there, target", 5)
                        .typed("--set", "target.url=" + server + "/shop_gone")
                        .says("shop_gone", "Check the database name in target.url"),
                mistake("a wrong password, source", 4)
                        .typed("--set", "source.user=" + ROLE)
                        .says(ROLE, "Check source.user and source.password"),
                mistake("a wrong password, target", 5)
                        .typed("--set", "target.user=" + ROLE)
                        .says(ROLE, "Check target.user and target.password"),
                mistake("a table that is not there", 3)
                        .typed("--set", "tables=[{ name = \"public.gone\" }]")
                        .says("public.gone", "Check select and tables"),
                mistake("a selection of nothing", 3)
                        .typed("--set", "select.include=[\"shop.*\"]")
                        .says("shop.*", "Check select"),
                mistake("a key that is misspelt", 3)
                        .typed("--set", "chunkng.by=ctid")
                        .says("chunkng", "did you mean", "chunking"),
                mistake("a value that is none of those", 3)
                        .typed("--set", "load=overwrite")
                        .says("load", "overwrite", "replace"),
                mistake("an option that is not known", 2)
                        .typed("--fast")
                        .says("Unknown option", "--fast"),
                mistake("a column that the standing table lacks", 5)
                        .typed("--set", "schema=existing", "--set", "load=append")
                        .says("public.customer", "mail"),
                mistake("a filter that the source cannot parse", 4)
                        .typed(
                                "--set",
                                "tables=[{ name = \"public.payment\", where = \"amont > 0\" }]")
                        .says("source", "column \"amont\" does not exist"),
                mistake("a value that the target refuses", 6)
                        .typed("--set", "select.exclude=[\"public.customer\"]")
                        .typed("--set", "schema=existing", "--set", "load=append")
                        .says("public.payment", "quarantine.max-rows is 0", "\"paid\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsToldOnceAndChangesNothing(Mistake mistake) throws IOException {
        List<String> before = target();

        Outcome outcome = migrate("mistake", mistake.typed());

        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(mistake.exitCode());
        Scene.assertOneClearMessage(outcome, mistake.said().toArray(String[]::new));
        assertThat(outcome.toString()).doesNotContain(PASSWORD);
        assertThat(outcome.stdout()).as("nothing was done").isEmpty();
        assertThat(target()).isEqualTo(before);
    }

    @Test
    void withALimitTheRefusedRowIsSetAsideAndTheRestArrives() throws IOException {
        List<String> typed =
                List.of(
                        "--set",
                        "select.exclude=[\"public.customer\"]",
                        "--set",
                        "tables=[{ name = \"public.payment\", target = \"public.paid\" }]",
                        "--set",
                        "schema=existing",
                        "--set",
                        "load=append");
        target.execute("CREATE TABLE paid (LIKE payment INCLUDING ALL)");
        assertThat(migrate("limit", typed).exitCode()).isEqualTo(6);
        List<String> more = new ArrayList<>(typed);
        more.addAll(List.of("--set", "quarantine.max-rows=1"));

        Outcome outcome = migrate("limit", more);

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.stdout())
                .contains(
                        "Migrated 99 rows in 1 tables",
                        "100 read = 99 loaded + 0 filtered + 0 deduplicated + 1 quarantined; unexplained 0.");
        assertThat(target.value("SELECT count(*) || ' ' || min(id) FROM paid")).isEqualTo("99 2");
        assertThat(
                        target.rows(
                                "SELECT reason_state, reason FROM drover.quarantine JOIN drover.migration_load USING (load_id)"
                                        + " WHERE committed AND migration = 'limit'"))
                .containsExactly(
                        "23514|new row for relation \"paid\" violates check constraint \"paid\"");
        target.execute("DROP TABLE paid");
    }

    /** What stands in the target but the ledger: relations, and the rows of both tables. */
    private static List<String> target() {
        List<String> standing =
                new ArrayList<>(
                        target.rows(
                                "SELECT n.nspname, c.relname, c.relfilenode FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                        + " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'drover')"
                                        + " AND n.nspname NOT LIKE 'drover\\__%' ORDER BY 1, 2"));
        standing.addAll(target.rows("SELECT * FROM customer ORDER BY id"));
        standing.addAll(target.rows("SELECT * FROM payment ORDER BY id"));
        return standing;
    }

    private static Outcome migrate(String name, List<String> typed) throws IOException {
        // A migration of its own each time: what one left in the ledger is nothing to the next.
        String own =
                name.equals("limit") ? name : name + "-" + Integer.toHexString(typed.hashCode());
        Path spec =
                Files.writeString(
                        folder.resolve(own + ".conf"),
                        """
                        migration {
                          name = "%s"
                          source { type = postgres, url = "%s", user = postgres, password = %s }
                          target { type = postgres, url = "%s", user = postgres, password = %s }
                          select.include = ["public.*"]
                          transfer.retry-for = 1s
                        }
                        """
                                .formatted(own, source.url(), PASSWORD, target.url(), PASSWORD));
        List<String> words = new ArrayList<>(List.of("migrate", spec.toString()));
        words.addAll(List.of("--report", folder.resolve("reports").toString()));
        words.addAll(typed);
        return Launcher.drover().run(words.toArray(String[]::new));
    }

    /** The server reads its rules again soon, not at once. */
    private static void awaitTheRules() {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            try (Connection let = DriverManager.getConnection(source.url(), ROLE, PASSWORD)) {
                assertThat(let.isClosed()).isFalse();
            } catch (SQLException refused) {
                return;
            }
        }
        throw new AssertionError("The server lets everybody in");
    }

    private static Mistake mistake(String what, int exitCode) {
        return new Mistake(what, exitCode, List.of(), List.of());
    }
}
