package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.plan.PlanJson;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no Spark, from their arguments to their exit codes. */
class CommandsIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private TestDatabase source;
    private TestDatabase target;

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        source = TestDatabase.create("cli_source");
        target = TestDatabase.create("cli_target");
        source.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id int PRIMARY KEY, note text)",
                "CREATE TABLE shop.item (id int)");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void checkIsZeroWhenAllIsWell() throws IOException {
        assertThat(run("check", spec())).isZero();
        assertThat(out.toString())
                .contains("2 tables selected, all may be read")
                .contains("Ready to migrate.");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void checkIsTheExitCodeOfTheSideThatLacksSomething() throws IOException {
        assertThat(run("check", spec(), "--set", "source.user=nobody")).isEqualTo(4);
        assertThat(run("check", spec(), "--set", "target.url=" + target.url() + "_gone"))
                .isEqualTo(5);
        assertThat(run("check", spec(), "--table", "shop.gone")).isEqualTo(3);
        assertThat(run("check", spec(), "--table", "other.orders")).isEqualTo(2);
    }

    @Test
    void planIsPrintedAndWrittenAndTheSameTwice() throws IOException {
        assertThat(run("plan", spec(), "--report", folder.toString())).isZero();
        String first = Files.readString(folder.resolve("plan.json"));
        assertThat(out.toString()).contains("Plan of migration shop", "shop.orders", "plan.sql");
        assertThat(PlanJson.read(first).tables()).hasSize(2);
        assertThat(folder.resolve("plan.sql")).content().contains("CREATE TABLE");

        assertThat(run("plan", spec(), "--report", folder.toString())).isZero();
        assertThat(folder.resolve("plan.json")).hasContent(first);
    }

    @Test
    void planTakesOneTableAlone() throws IOException {
        assertThat(run("plan", spec(), "--report", folder.toString(), "--table", "shop.orders"))
                .isZero();
        assertThat(PlanJson.read(Files.readString(folder.resolve("plan.json"))).tables())
                .singleElement()
                .satisfies(table -> assertThat(table.source()).hasToString("shop.orders"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsWrongUsage() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");

        assertThat(run("plan", spec(), "--report", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("Cannot write the plan").contains("--report");
    }

    @Test
    void aReconciliationThatFailsIsAnErrorToACiSystem() throws IOException {
        Path before = Files.writeString(folder.resolve("reconcile.xml"), "<testsuites/>");

        String[] arguments = {
            "reconcile", spec(), "--report", folder.toString(), "--set", "source.user=nobody"
        };
        assertThat(run(arguments)).isEqualTo(4);
        assertThat(before)
                .content()
                .contains("tests=\"1\" failures=\"0\" errors=\"1\"")
                .contains("type=\"SOURCE\"");
    }

    @Test
    void statusOfATargetWithoutALedgerSaysSo() throws IOException {
        assertThat(run("status", spec())).isZero();
        assertThat(out.toString()).contains("nothing was migrated there yet");
    }

    private String spec() throws IOException {
        return Files.writeString(
                        folder.resolve("shop.conf"),
                        """
                        migration {
                          name = shop
                          source { type = postgres, url = "%s", user = postgres }
                          target { type = postgres, url = "%s", user = postgres }
                          select { include = ["shop.*"] }

                        }
                        """
                                .formatted(source.url(), target.url()))
                .toString();
    }

    private int run(String... arguments) {
        return Drover.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
