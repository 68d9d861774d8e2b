package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.check.CheckMigration;
import io.drover.job.run.CheckFinding;
import io.drover.job.run.CheckFinding.Level;
import io.drover.plan.Specs;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class CheckRenderingTest {
    private static final MigrationSpec SPEC =
            Specs.spec(
                    Specs.endpoint("jdbc:postgresql://old/shop"),
                    Specs.endpoint("jdbc:postgresql://new/shop"),
                    new SelectSpec(List.of("*.*"), List.of(), null));

    @Test
    void failuresComeLastWithStatementsThatCanBeCopied() {
        List<String> lines =
                render(
                        finding(
                                Level.FAILURE,
                                "Role \"m\" may not read 1 of 2 tables: a.b.",
                                "GRANT 1;\nGRANT 2;"),
                        finding(Level.OK, "PostgreSQL 17.2", ""));

        assertThat(lines)
                .containsExactly(
                        "Check of shop: jdbc:postgresql://old/shop -> jdbc:postgresql://new/shop",
                        "",
                        "  ok       source  PostgreSQL 17.2",
                        "  FAILURE  source  Role \"m\" may not read 1 of 2 tables: a.b.",
                        "                   > GRANT 1;",
                        "                   > GRANT 2;",
                        "",
                        "1 failure. Mend the failures, then check again.");
    }

    @Test
    void aLongSentenceIsWrappedBetweenWords() {
        List<String> lines = render(finding(Level.WARNING, "word ".repeat(40).strip(), ""));

        assertThat(lines).allMatch(line -> line.length() <= 102);
        assertThat(String.join(" ", lines).split("word", -1)).hasSize(41);
        assertThat(lines).last().isEqualTo("Ready to migrate, 1 warning.");
    }

    private static CheckFinding finding(Level level, String what, String mend) {
        return new CheckFinding(level, Side.SOURCE, ErrorKind.SOURCE, what, mend);
    }

    private static List<String> render(CheckFinding... findings) {
        return new CheckRendering(Ansi.OFF)
                .lines(SPEC, new CheckMigration.Result(List.of(findings)));
    }
}
