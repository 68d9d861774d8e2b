package io.drover.job.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Difference;
import io.drover.model.Difference.Kind;
import io.drover.model.SetDigest;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A validator that is blind, sees ghosts or minds what is the same fails its test. */
final class JudgementTest {
    private static final TableName TABLE = new TableName("scratch", "t0_clean");
    private static final List<Planted> PLANTED =
            List.of(
                    new Planted(1, "one character", Kind.CHANGED, "name"),
                    new Planted(2, "a lost row", Kind.MISSING, null),
                    new Planted(3, "JSON key order", null, null));

    @Test
    void whatIsNamedAsItMustBePasses() {
        SelfTest.Result result = judge(changed(1, "name"), difference(2, Kind.MISSING));

        assertThat(result.isPassed()).isTrue();
        assertThat(result.corruptions()).allMatch(each -> each.found() == each.planted());
    }

    @Test
    void aCorruptionThatIsNotFoundFails() {
        SelfTest.Result result = judge(changed(1, "name"));

        assertThat(result.isPassed()).isFalse();
        assertThat(result.missed()).singleElement().asString().contains("row 2: a lost row");
    }

    @Test
    void anotherColumnOrKindFails() {
        assertThat(judge(changed(1, "city"), difference(2, Kind.MISSING)).isPassed()).isFalse();
        assertThat(judge(changed(1, "name"), difference(2, Kind.EXTRA)).isPassed()).isFalse();
    }

    @Test
    void aRowThatWasLeftAloneAndIsNamedFails() {
        SelfTest.Result result =
                judge(changed(1, "name"), difference(2, Kind.MISSING), changed(77, "name"));

        assertThat(result.falseRows()).isEqualTo(1);
        assertThat(result.isPassed()).isFalse();
    }

    @Test
    void whatIsTheSameAndIsNamedFails() {
        SelfTest.Result result =
                judge(changed(1, "name"), difference(2, Kind.MISSING), changed(3, "letter"));

        assertThat(result.isPassed()).isFalse();
        assertThat(result.harmless()).allMatch(each -> each.found() == 0);
    }

    private static SelfTest.Result judge(Difference... found) {
        TableVerdict verdict =
                new TableVerdict(
                        0,
                        TABLE,
                        TABLE,
                        Verdict.DIFFERENT,
                        "",
                        "",
                        List.of(),
                        List.of(),
                        SetDigest.EMPTY,
                        SetDigest.EMPTY,
                        0,
                        0,
                        0,
                        0,
                        List.of(),
                        List.of(found),
                        Duration.ZERO);
        return new Judgement(Map.of(TABLE, verdict))
                .of(List.of(new Judgement.Evidence(TABLE, TABLE, PLANTED, List.of())), 100);
    }

    private static Difference changed(long row, String column) {
        return new Difference(Kind.CHANGED, key(row), List.of(column), Map.of(), Map.of(), 1);
    }

    private static Difference difference(long row, Kind kind) {
        return new Difference(kind, key(row), List.of(), Map.of(), null, 1);
    }

    private static Map<String, String> key(long row) {
        return Map.of(DirtyTable.ROW, String.valueOf(row));
    }
}
