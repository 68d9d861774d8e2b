package io.drover.dialect.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalSqlTest {
    private static final List<DigestedColumn> EACH =
            List.of(
                    column("BOOL", "boolean", CanonicalType.BOOLEAN),
                    column("WHOLE", "numeric(19,0)", CanonicalType.DECIMAL),
                    column("PART", "numeric(12,2)", CanonicalType.DECIMAL),
                    column("NOTE", "character varying(20)", CanonicalType.TEXT),
                    column("BIN", "bytea", CanonicalType.BINARY),
                    column("DAY", "date", CanonicalType.DATE),
                    column("AT", "time without time zone", CanonicalType.TIME),
                    column("STAMP", "timestamp(3) without time zone", CanonicalType.TIMESTAMP),
                    column("INSTANT", "timestamp with time zone", CanonicalType.INSTANT));

    /** Any change of the text is seen, as nobody sees Snowflake take it. */
    @Test
    void theTextOfEachTypeIsTheOneThatWasLookedAt() throws IOException {
        StringBuilder text = new StringBuilder();
        for (DigestedColumn column : EACH) {
            text.append(column.logicalType())
                    .append('\n')
                    .append(CanonicalSql.row(List.of(column)))
                    .append("\n\n");
        }
        text.append("a table\n")
                .append(
                        CanonicalSql.bucketDigests(
                                EACH.subList(1, 4), 4096, "\"T\" AT(OFFSET => -60) WHERE (x)"))
                .append("\n\na table in one bucket\n")
                .append(CanonicalSql.bucketDigests(EACH.subList(1, 2), 1, "\"T\""))
                .append('\n');
        assertThat(text.toString()).isEqualTo(golden());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT | double precision | Snowflake has no function that gives the bytes of a FLOAT",
                "JSON | jsonb | TO_JSON prints a document in a form of Snowflake's own",
                "UUID | character varying(36) | no SQL of Snowflake makes the form of a UUID out of a column of type character varying(36)",
                "DECIMAL | numeric | no SQL of Snowflake makes the form of a DECIMAL out of a column of type numeric",
                "TEXT | numeric(10,2) | no SQL of Snowflake makes the form of a TEXT out of a column of type numeric(10,2)",
                "INTEGER | numeric(10,0) | no SQL of Snowflake makes the form of a INTEGER out of a column of type numeric(10,0)"
            })
    void whatHasNoSqlIsRefusedByName(CanonicalType as, String logicalType, String why) {
        assertThat(CanonicalSql.refusal(column("C", logicalType, as))).contains(why);
    }

    private static DigestedColumn column(String name, String logicalType, CanonicalType as) {
        return new DigestedColumn("\"" + name + "\"", logicalType, as);
    }

    private static String golden() throws IOException {
        try (InputStream file = CanonicalSqlTest.class.getResourceAsStream("canonical-sql.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
