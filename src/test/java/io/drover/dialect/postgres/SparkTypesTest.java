package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.SparkTypes.Choice;
import io.drover.dialect.postgres.SparkTypes.Travel;
import io.drover.model.catalog.TypeShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkTypesTest {
    private static final Path DOCUMENT = Path.of("src/site/markdown/spark-types.md");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boolean                        | bool        | -1      | boolean        | \"c\"",
                "bigint                         | int8        | -1      | bigint         | \"c\"",
                "oid                            | oid         | -1      | bigint         | \"c\"",
                "numeric                        | numeric     | -1      | decimal(38,18) | \"c\"",
                "numeric(12,3)                  | numeric     | 786439  | decimal(12,3)  | \"c\"",
                "numeric(38,38)                 | numeric     | 2490410 | decimal(38,38) | \"c\"",
                "numeric(39,2)                  | numeric     | 2555910 | decimal(38,18) | \"c\"",
                "numeric(5,-2)                  | numeric     | 329730  | decimal(38,18) | \"c\"",
                "numeric(3,5)                   | numeric     | 196617  | decimal(38,18) | \"c\"",
                "character(5)                   | bpchar      | 9       | string         | \"c\"",
                "timestamp(3) without time zone | timestamp   | 3       | timestamp_ntz  | \"c\"",
                "timestamp with time zone       | timestamptz | -1      | timestamp      | \"c\"",
                "uuid                           | uuid        | -1      | string         | \"c\"",
                "public.citext                  | citext      | -1      | string         | \"c\"",
                "public.amount                  | numeric     | 655366  | decimal(10,2)  | (\"c\")::pg_catalog.numeric",
            })
    void aTypeOfTheTableTravelsInItsOwnForm(
            String type, String baseName, int modifier, String sparkType, String sql) {
        Choice choice = SparkTypes.read(type, new TypeShape(baseName, modifier, false, false));
        assertThat(choice.sparkType()).isEqualTo(sparkType);
        assertThat(choice.sql("\"c\"")).isEqualTo(sql);
        assertThat(choice.loadsInBinary()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "interval,interval",
        "inet,inet",
        "money,money",
        "integer[],_int4",
        "int4range,int4range",
        "public.mood,mood",
        "public.address,address",
        "public.token,uuid",
        "public.document,jsonb"
    })
    void everyOtherTypeIsTheServersOwnText(String type, String baseName) {
        Choice choice = SparkTypes.read(type, new TypeShape(baseName, -1, false, true));
        assertThat(choice.sparkType()).isEqualTo("string");
        assertThat(choice.travel()).isEqualTo(Travel.PRINTED);
        assertThat(choice.sql("\"c\"")).isEqualTo(PostgresNames.printed("\"c\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer                        | int            | true",
                "numeric(12,3)                  | decimal(12,3)  | true",
                "numeric(12)                    | decimal(12,0)  | true",
                "numeric(5,-2)                  | decimal(38,18) | true",
                "character varying(10)          | string         | true",
                "timestamp(3) without time zone | timestamp_ntz  | true",
                "timestamp with time zone       | timestamp      | true",
                "uuid                           | string         | true",
                "interval                       | string         | false",
                "numeric(12,3)[]                | string         | false",
                "public.mood                    | string         | false",
            })
    void aTargetTypeSaysWhatIsLoadedIntoIt(String type, String sparkType, boolean inBinary) {
        assertThat(SparkTypes.loaded(type).sparkType()).isEqualTo(sparkType);
        assertThat(SparkTypes.loaded(type).loadsInBinary()).isEqualTo(inBinary);
    }

    @Test
    void aDomainOfTheTargetIsLoadedAsItsBase() {
        assertThat(SparkTypes.loaded("core.amount", new TypeShape("numeric", 655366, false, true)))
                .isEqualTo(SparkTypes.loaded("numeric(10,2)"));
    }

    @Test
    void thePageShowsTheTable() throws IOException {
        String page = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(DOCUMENT, page);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("the page is made of SparkTypes: run this test with -Dregenerate=true")
                .isEqualTo(page);
    }

    private static String page() {
        return """
        # Types in rules

        **Question:** a rule is Spark SQL, a column is PostgreSQL's. What does the rule see, and what must it hand back?

        This page is made of the code's own table (`SparkTypes`) by `SparkTypesTest`, which fails when the two differ. Columns that no
        rule touches are not decoded at all; see [types](type-mapping.md).

        | PostgreSQL | Spark | what to know |
        |---|---|---|
        %s
        | every other: `interval`, `time`, `inet`, `money`, enums, arrays, ranges, composites … | `string` | %s |

        A domain is as its base type. The same table holds for what a rule makes: its value must have the Spark type that stands beside
        the target column's type. A value of "every other" type travels as text, so that its table is loaded in the text form.

        A value that its Spark type cannot hold exactly is neither rounded nor made NULL on the quiet: the row violates the rule that
        every value can be decoded, which is step -1 in the ledger, and the message says `amount: NaN has no place in decimal(38,18)`.
        """
                .formatted(
                        SparkTypes.rows().stream()
                                .map(
                                        row ->
                                                "| `%s` | `%s` | %s |"
                                                        .formatted(
                                                                row.type(),
                                                                row.sparkType(),
                                                                row.why()))
                                .collect(Collectors.joining("\n")),
                        SparkTypes.WHY_PRINTED);
    }
}
