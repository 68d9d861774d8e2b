package io.drover.spec.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.spec.rules.SparkSqlTokens.Kind;
import io.drover.spec.rules.SparkSqlTokens.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeterministicSqlTest {
    @Test
    void tokensKnowStringsNamesNumbersAndComments() {
        String sql =
                "a.`b``c` <> 'it\\'s' -- rand()\n/* now( /* nested */ */ + 1.5e3 - .5 || \"x\" || R'\\' || 2nd";

        assertThat(SparkSqlTokens.of(sql))
                .extracting(Token::kind, Token::text)
                .containsExactly(
                        token(Kind.WORD, "a"),
                        token(Kind.SYMBOL, "."),
                        token(Kind.QUOTED_NAME, "b`c"),
                        token(Kind.SYMBOL, "<"),
                        token(Kind.SYMBOL, ">"),
                        token(Kind.STRING, "it\\'s"),
                        token(Kind.SYMBOL, "+"),
                        token(Kind.NUMBER, "1.5e3"),
                        token(Kind.SYMBOL, "-"),
                        token(Kind.NUMBER, ".5"),
                        token(Kind.SYMBOL, "|"),
                        token(Kind.SYMBOL, "|"),
                        token(Kind.STRING, "x"),
                        token(Kind.SYMBOL, "|"),
                        token(Kind.SYMBOL, "|"),
                        token(Kind.STRING, "\\"),
                        token(Kind.SYMBOL, "|"),
                        token(Kind.SYMBOL, "|"),
                        token(Kind.WORD, "2nd"));
    }

    @Test
    void aTokenKnowsItsPlaceInTheText() {
        String sql = "x + `y z` || 'w'";

        assertThat(SparkSqlTokens.of(sql))
                .extracting(token -> sql.substring(token.start(), token.end()))
                .containsExactly("x", "+", "`y z`", "|", "|", "'w'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "\"a", "`a", "/* a", "/* /* a */", "r'a", "'a\\'"})
    void whatIsNotClosedIsRefused(String sql) {
        assertThatThrownBy(() -> SparkSqlTokens.of(sql))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not closed");
        assertThat(DeterministicSql.problems(sql))
                .singleElement()
                .asString()
                .contains("not closed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rand()",
                "RAND ( 7 )",
                "randn(1)",
                "random()",
                "uuid()",
                "shuffle(a)",
                "now()",
                "`now`()",
                "current_timestamp",
                "current_timestamp()",
                "CURRENT_DATE + 1",
                "curdate()",
                "localtimestamp",
                "current_timezone()",
                "unix_timestamp()",
                "unix_timestamp( )",
                "to_unix_timestamp()",
                "monotonically_increasing_id()",
                "spark_partition_id()",
                "input_file_name()",
                "input_file_block_start()",
                "input_file_block_length()",
                "current_user",
                "user",
                "user()",
                "session_user",
                "current_database()",
                "current_schema()",
                "current_catalog()",
                "version()",
                "java_method('java.util.UUID', 'randomUUID')",
                "reflect('a', 'b')",
                "aes_encrypt(a, b)",
                "system.builtin.rand()",
                "rand/* */()",
                "rand--\n()",
                "coalesce(a, upper(uuid()))",
                "date 'now'",
                "TIMESTAMP ' today '",
                "timestamp 'now UTC'",
            })
    void whatAnotherAttemptWouldAnswerDifferentlyIsRefusedByName(String sql) {
        assertThat(DeterministicSql.problems(sql))
                .singleElement()
                .asString()
                .contains("which another attempt would answer differently");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "row_number() OVER (ORDER BY id)    | uses a window",
                "(SELECT max(x) FROM t)             | holds a subquery",
                "id IN (select 1)                   | holds a subquery",
                "EXISTS (FROM t)                    | holds a subquery",
                "id IN (TABLE t)                    | holds a subquery",
                "id IN (VALUES 1, 2)                | holds a subquery",
                "id IN (WITH a AS (VALUES (1)) TABLE a) | holds a subquery",
                "explode(a)                         | uses explode, which makes several rows of one",
                "window(at, '1 day')                | uses window, which makes several rows of one",
                "identifier('rand')()                | uses identifier(…), which hides what it names",
                "/* nothing */                      | holds no expression",
            })
    void whatLooksBeyondTheRowIsRefused(String sql, String problem) {
        assertThat(DeterministicSql.problems(sql)).singleElement().asString().startsWith(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status <> 'rand()'",
                "a || \"now()\"",
                "rand",
                "rand + 1",
                "`user`",
                "t.user",
                "user.name",
                "`current_date`",
                "-- rand()\na",
                "/* SELECT */ a",
                "unix_timestamp(a, 'yyyy')",
                "uuid",
                "version > 3",
                "extract(year FROM d)",
                "trim(BOTH FROM a)",
                "date '2020-01-01'",
                "date = 'now'",
                "over",
                "(table)",
                "exists(a, x -> x > 1)",
                "selected",
                "values[0]",
                "transform(a, rando -> rando + 1)",
                "window",
            })
    void whatIsTheSameInEveryAttemptIsTaken(String sql) {
        assertThat(DeterministicSql.problems(sql)).isEmpty();
    }

    private static org.assertj.core.groups.Tuple token(Kind kind, String text) {
        return org.assertj.core.api.Assertions.tuple(kind, text);
    }
}
