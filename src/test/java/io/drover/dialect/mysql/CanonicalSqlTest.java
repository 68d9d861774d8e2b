package io.drover.dialect.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalSqlTest {
    @Test
    void aChunkIsOneQuery() {
        assertThat(
                        CanonicalSql.bucketDigests(
                                List.of(
                                        column("int(11)", null, CanonicalType.INTEGER),
                                        column("char(4)", "latin1", CanonicalType.TEXT)),
                                64,
                                "`s`.`t` WHERE (`c` < 9)"))
                .isEqualTo(
                        "SELECT COALESCE((ASCII(d) * 256 + ASCII(SUBSTR(d, 2, 1))) >> 10, 0) AS bucket,"
                                + " COUNT(*),"
                                + " SUM(CAST(CONV(HEX(SUBSTR(d, 1, 8)), 16, 10) AS UNSIGNED)),"
                                + " SUM(CAST(CONV(HEX(SUBSTR(d, 9, 8)), 16, 10) AS UNSIGNED)),"
                                + " COUNT(*) - COUNT(d)"
                                + " FROM (SELECT UNHEX(LEFT(SHA2(CONCAT(x'00000002',"
                                + " IF(`c` IS NULL, x'00000014ffffffff',"
                                + " CONCAT(x'0000001400000008', UNHEX(LPAD(HEX(`c`), 16, '0')))),"
                                + " IF(`c` IS NULL, x'00000019ffffffff', CONCAT(x'00000019',"
                                + " CHAR(0, 0, 0, LENGTH(CONVERT(`c` USING utf8mb4))),"
                                + " CAST(CONVERT(`c` USING utf8mb4) AS BINARY)))), 256), 32)) AS d"
                                + " FROM `s`.`t` WHERE (`c` < 9)"
                                + " LIMIT 18446744073709551615) r GROUP BY bucket");
    }

    @Test
    void aDateThatNoCalendarHasIsItsTextOrNull() {
        MysqlType date = MysqlType.of("date", null);
        String form =
                "CONCAT(x'00000001', CASE WHEN `c` IS NULL THEN x'0000043affffffff'"
                        + " WHEN FROM_DAYS(TO_DAYS(`c`)) = `c` THEN CONCAT(x'0000043a00000004',"
                        + " UNHEX(LPAD(HEX((TO_DAYS(`c`) - 730485) & 4294967295), 8, '0')))"
                        + " WHEN YEAR(`c`) = 0 AND MONTH(`c`) > 0 AND DAYOFMONTH(`c`) > 0 THEN NULL"
                        + " ELSE %s END)";

        assertThat(
                        CanonicalSql.row(
                                List.of(
                                        new DigestedColumn(
                                                "c", date, CanonicalType.DATE, false, true))))
                .isEqualTo(form.formatted("x'0000043affffffff'"));
        assertThat(CanonicalSql.row(List.of(column("date", null, CanonicalType.DATE))))
                .isEqualTo(
                        form.formatted(
                                "CONCAT(x'00000019',"
                                        + " UNHEX(LPAD(HEX(LENGTH(CAST(CAST(`c` AS CHAR) AS BINARY))), 8, '0')),"
                                        + " CAST(CAST(`c` AS CHAR) AS BINARY))"));
    }

    @ParameterizedTest
    @CsvSource({
        "longtext, JSON",
        "json, JSON",
        "point, BINARY",
        "bigint(20) unsigned, INTEGER",
        "bit(64), INTEGER",
        "double, DECIMAL",
        "varchar(36), UUID",
        "time, TIME_ZONED",
        "datetime, DATE",
        "varbinary(9), TEXT"
    })
    void whatNoSqlFormsIsRefusedByName(String type, CanonicalType as) {
        MysqlType parsed = MysqlType.of(type, null);
        assertThat(CanonicalSql.refusal(column(type, null, as)))
                .contains(
                        "no SQL of MySQL makes the form of a %s out of a column of type %s"
                                .formatted(as, parsed.base()));
    }

    private static DigestedColumn column(String type, String charset, CanonicalType as) {
        return new DigestedColumn("c", MysqlType.of(type, charset), as, false, false);
    }
}
