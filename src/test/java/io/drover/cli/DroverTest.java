package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DroverTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @Test
    void helpSaysWhatThereIsAndWhatTheExitCodesMean() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: drover")
                .contains("check")
                .contains("75")
                .contains("giving the same command again can help");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "profile", "plan", "migrate", "reconcile", "status"})
    void everyCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: drover " + command, "<spec.conf>", "--set", "--debug")
                .satisfies(help -> assertThat(help.lines()).allMatch(line -> line.length() <= 100));
    }

    @Test
    void aTrialOfTheRulesIsExplained() {
        assertThat(run("migrate", "--help")).isZero();
        assertThat(out.toString())
                .contains("--dry-run", "--sample", "--key", "--limit", "--drop-trial", "--chunk");
        assertThat(run("migrate", "x.conf", "--dry-run", "--restart")).isEqualTo(2);
        assertThat(run("migrate", "x.conf", "--dry-run", "--sample", "0")).isEqualTo(2);
        assertThat(run("migrate", "x.conf", "--limit", "0")).isEqualTo(2);
        assertThat(run("migrate", "x.conf", "--chunk", "3")).isEqualTo(2);
        assertThat(run("migrate", "x.conf", "--table", "a.b", "--chunk", "-3")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "between 1 and 10,000",
                        "at least 1",
                        "needs the one table",
                        "number from 0");
    }

    @Test
    void aSnapshotIsHeldByASubcommand() {
        assertThat(run("snapshot", "hold", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: drover snapshot hold", "--for");
        assertThat(run("snapshot")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "export", "retry"})
    void theQuarantineHasSubcommands(String subcommand) {
        assertThat(run("quarantine", subcommand, "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: drover quarantine " + subcommand, "<spec.conf>", "--table")
                .satisfies(help -> assertThat(help.lines()).allMatch(line -> line.length() <= 100));
        assertThat(run("quarantine")).isEqualTo(2);
    }

    @Test
    void aSampleIsAShareOfATable() {
        for (String wrong : new String[] {"0", "0%", "101%", "-5", "ten"}) {
            assertThat(run("profile", "x.conf", "--sample", wrong)).as(wrong).isEqualTo(2);
        }
        assertThat(err.toString()).contains("'101%' is no share of a table", "e.g. 10%");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("Drover ").hasLineCount(1);
    }

    @Test
    void wrongUsageIsTwoAndSaysWhatWasMeant() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("chek", "x.conf")).isEqualTo(2);
        assertThat(run("check")).isEqualTo(2);
        assertThat(run("check", "x.conf", "--tabel", "a.b")).isEqualTo(2);
        assertThat(run("check", "x.conf", "--table", "orders")).isEqualTo(2);
        assertThat(err.toString())
                .contains("Did you mean")
                .contains("<spec.conf>")
                .contains("--table")
                .contains("schema.table")
                .contains("Try `drover check --help`.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aSecretThatWentAstrayIsNotEchoed() {
        assertThat(run("check", "x.conf", "source.password=hunter2")).isEqualTo(2);
        assertThat(err.toString()).contains("source.password=***").doesNotContain("hunter2");
    }

    @Test
    void aBadSpecIsThreeWithAMessageAndNoStackTrace() throws IOException {
        Path spec = Files.writeString(folder.resolve("bad.conf"), "migration { nam = shop }");

        assertThat(run("check", spec.toString())).isEqualTo(3);
        assertThat(err.toString())
                .contains("bad.conf: 1: nam: unknown key, did you mean \"name\"?")
                .doesNotContain("\tat ");
        assertThat(run("check", "--debug", spec.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("\tat io.drover");
    }

    @Test
    void aFailureOfATaskIsFoundInsideWhatSparkMadeOfIt() {
        Exception wrapped =
                new IllegalStateException(
                        "Job aborted",
                        new MigrationException(
                                ErrorKind.TARGET, "Cannot load chunk 3: disk full."));

        assertThat(printer().print(wrapped, false)).isEqualTo(5);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("drover: Cannot load chunk 3: disk full.");
    }

    @Test
    void aBugSaysThatItIsOne() {
        assertThat(printer().print(new IllegalStateException("7 rows, wanted one"), false))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("this is a bug in Drover")
                .contains("7 rows, wanted one")
                .contains("\tat ");
    }

    private FailurePrinter printer() {
        return new FailurePrinter(new PrintWriter(err, true));
    }

    private int run(String... arguments) {
        return Drover.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
