package io.drover.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleStatementTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "  SELECT ';' ; ",
                "-- why\n/* and; how */ (select 1) union (select 2)",
                "with a as (select 1) select * from a",
                "VALUES (1), (2)",
                "table public.orders",
                "select '?' ? 'a', $$;$$"
            })
    void oneStatementThatReadsIsTaken(String sql) {
        assertThat(SingleStatement.problem(sql)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select 2",
                "select 1; commit",
                "commit",
                "/* select */ delete from t",
                "do $$ begin end $$",
                "explain analyze select 1",
                "copy t to program 'x'",
                "-- select",
                ";"
            })
    void anythingElseIsRefused(String sql) {
        assertThat(SingleStatement.problem(sql)).isNotNull().startsWith("must be ");
    }
}
