package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditedSidesIT {
    private static final String ORDERS =
            "CREATE TABLE orders (id bigint PRIMARY KEY, customer varchar(40), amount numeric(12,2),"
                    + " placed timestamp, paid boolean, note bytea, weight double precision, day date,"
                    + " seen timestamptz, extra jsonb, code char(4), token uuid)";
    private static final String ROWS =
            "INSERT INTO orders SELECT n, 'customer ' || n, n * 1.10, timestamp '2020-01-01' + n *"
                    + " interval '1 hour', n % 3 = 0, decode(md5(n::text), 'hex'), n / 7.0,"
                    + " date '1999-12-31' + n, timestamptz '2021-06-01 12:00+02' + n * interval '1 s',"
                    + " jsonb_build_object('b', n, 'a', 1.50), 'x' || n % 10, md5(n::text)::uuid"
                    + " FROM generate_series(1, 1000) n";

    static Stream<Set<Side>> engines() {
        return Stream.of(
                Set.of(Side.SOURCE), Set.of(Side.TARGET), Set.of(Side.SOURCE, Side.TARGET));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void equalTablesHaveTheDigestOfTheWire(Set<Side> engines) {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ORDERS, ROWS, "INSERT INTO orders (id) VALUES (0)");
            String wire = pairs.compare("orders", "id").comparison().source().hex();

            PairOutcome outcome = pairs.engines(engines).compare("orders", "id");

            assertThat(outcome.comparison().failure()).isNull();
            assertThat(outcome.comparison().source().hex()).isEqualTo(wire);
            assertThat(outcome.comparison().target().hex()).isEqualTo(wire);
            assertThat(outcome.comparison().source().rows()).isEqualTo(1001);
            assertThat(outcome.computed()).contains("what the auditor of texts reads");
            assertThat(digests(outcome).verdict()).isEqualTo(Verdict.EQUAL);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void missingExtraAndChangedRowsAreNamedWithTheirReasons(Set<Side> engines) {
        try (Pairs pairs = new Pairs().engines(engines)) {
            pairs.both(ORDERS, ROWS);
            pairs.target.execute(
                    "DELETE FROM orders WHERE id = 7",
                    "INSERT INTO orders (id, customer) VALUES (5000, 'new')",
                    "UPDATE orders SET customer = rtrim(customer || ' '), amount = round(amount)"
                            + " WHERE id = 11");

            PairOutcome outcome = pairs.compare("orders", "id");

            assertThat(pairs.found())
                    .containsExactlyInAnyOrder(
                            "MISSING {id=7} [] x1",
                            "EXTRA {id=5000} [] x1",
                            "CHANGED {id=11} [amount] x1");
            assertThat(digests(outcome).verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(pairs.differences)
                    .filteredOn(each -> !each.changedColumns().isEmpty())
                    .allSatisfy(
                            each -> {
                                assertThat(each.sourceRow()).containsEntry("amount", "12.1");
                                assertThat(each.targetRow()).containsEntry("amount", "12");
                                assertThat(each.reasons())
                                        .containsEntry("amount", "rounding to 0 digits");
                            });
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void rowsWithoutAKeyAreAMultiset(Set<Side> engines) {
        try (Pairs pairs = new Pairs().engines(engines)) {
            pairs.both("CREATE TABLE t (a int, b text)", "INSERT INTO t VALUES (1, 'x'), (1, 'x')");
            pairs.target.execute("INSERT INTO t VALUES (1, 'x')");

            pairs.compare("t");

            assertThat(pairs.found()).containsExactly("DUPLICATED {a=1, b=x} [] x1");
        }
    }

    @Test
    void theFilterIsTheSourcesAlone() {
        try (Pairs pairs = new Pairs().engines(Set.of(Side.SOURCE, Side.TARGET))) {
            pairs.both("CREATE TABLE t (a int PRIMARY KEY, b text)");
            pairs.source.execute("INSERT INTO t SELECT n, 'x' FROM generate_series(1, 9) n");
            pairs.target.execute("INSERT INTO t SELECT n, 'x' FROM generate_series(1, 4) n");

            List<PairOutcome> outcomes = pairs.compare(List.of(pairs.pair("t", "a < 5", "a")));

            assertThat(digests(outcomes.get(0)).verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(outcomes.get(0).comparison().source().rows()).isEqualTo(4);
        }
    }

    @Test
    void aTableThatCannotBeReadFailsAloneAndSaysWhere() {
        try (Pairs pairs = new Pairs().engines(Set.of(Side.SOURCE))) {
            pairs.both("CREATE TABLE t (a int PRIMARY KEY)", "CREATE TABLE u (a int PRIMARY KEY)");
            TablePair gone = pairs.pair("t", "a / 0 = 1", "a");
            pairs.both("INSERT INTO t VALUES (1)", "INSERT INTO u VALUES (1)");

            List<PairOutcome> outcomes = pairs.compare(List.of(gone, pairs.pair("u", null, "a")));

            assertThat(digests(outcomes.get(0)).verdict()).isEqualTo(Verdict.NOT_PROVEN);
            assertThat(digests(outcomes.get(0)).detail()).startsWith("source public.t: ");
            assertThat(digests(outcomes.get(1)).verdict()).isEqualTo(Verdict.EQUAL);
        }
    }

    private static LevelVerdict digests(PairOutcome outcome) {
        return outcome.verdict(new LevelVerdict(Level.SCHEMA, Verdict.EQUAL, "")).levels().stream()
                .filter(level -> level.level() == Level.DIGESTS)
                .findFirst()
                .orElseThrow();
    }
}
