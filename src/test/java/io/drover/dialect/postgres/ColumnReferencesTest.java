package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnReferencesTest {
    private static final Map<String, String> NAMES =
            Map.of(
                    "price", "unitPrice",
                    "order", "orderNo",
                    "date", "day",
                    "varying", "wrong",
                    "precision", "wrong",
                    "zone", "wrong",
                    "text", "wrong",
                    "fillfactor", "wrong",
                    "year", "jahr",
                    "text_pattern_ops", "wrong");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHECK ((price > (0)::numeric)) | CHECK ((\"unitPrice\" > (0)::numeric))",
                "CHECK ((\"order\" ~ 'price'::text)) | CHECK ((\"orderNo\" ~ 'price'::text))",
                "CHECK ((date > '2020-01-01'::date)) | CHECK ((\"day\" > '2020-01-01'::date))",
                "((price)::character varying(20) = 'it''s price') | ((\"unitPrice\")::character varying(20) = 'it''s price')",
                "((price)::double precision > 1) | ((\"unitPrice\")::double precision > 1)",
                "((date)::timestamp(3) with time zone < now()) | ((\"day\")::timestamp(3) with time zone < now())",
                "(price(date) > 1) | (price(\"day\") > 1)",
                "(EXTRACT(year FROM date) = (year)::numeric) | (EXTRACT(year FROM \"day\") = (\"jahr\")::numeric)",
                "((price COLLATE \"order\") > 'a'::text) | ((\"unitPrice\" COLLATE \"order\") > 'a'::text)",
                "((address).price > 1) | ((address).price > 1)",
                "(E'a\\'price' = \"order\") | (E'a\\'price' = \"orderNo\")",
                "(shop.price(\"order\", date => 1) IS NULL) | (shop.price(\"orderNo\", date => 1) IS NULL)",
                "RANGE (date, lower((price)::text)) | RANGE (\"day\", lower((\"unitPrice\")::text))",
                "EXCLUDE USING gist (date WITH &&) WHERE ((price > 1)) | EXCLUDE USING gist (\"day\" WITH &&) WHERE ((\"unitPrice\" > 1))",
                "UNIQUE NULLS NOT DISTINCT (date) INCLUDE (price) | UNIQUE NULLS NOT DISTINCT (\"day\") INCLUDE (\"unitPrice\")"
            })
    void onlyColumnsGetNewNames(String sql, String renamed) {
        assertThat(ColumnReferences.of(sql).renamed(NAMES)).isEqualTo(renamed);
    }

    @Test
    void theNamesOfAnIndexAndItsTableStay() {
        assertThat(
                        ColumnReferences.ofIndex(
                                        "CREATE UNIQUE INDEX price ON shop.date USING btree (price text_pattern_ops, date DESC) INCLUDE (\"order\") WITH (fillfactor='70') WHERE (year > 1)")
                                .renamed(NAMES))
                .isEqualTo(
                        "CREATE UNIQUE INDEX price ON shop.date USING btree (\"unitPrice\" text_pattern_ops, \"day\" DESC) INCLUDE (\"orderNo\") WITH (fillfactor='70') WHERE (\"jahr\" > 1)");
    }

    @Test
    void theTwoSidesOfAForeignKeyAreTwoTables() {
        String key =
                "FOREIGN KEY (price, date) REFERENCES shop.price(date, \"order\") ON DELETE SET NULL (price)";
        String parent = ColumnReferences.referenced(key).renamed(Map.of("date", "d", "order", "o"));
        assertThat(ColumnReferences.ofForeignKey(parent).renamed(Map.of("price", "p", "date", "x")))
                .isEqualTo(
                        "FOREIGN KEY (\"p\", \"x\") REFERENCES shop.price(\"d\", \"o\") ON DELETE SET NULL (\"p\")");
        assertThat(ColumnReferences.referenced(key).names()).containsExactly("date", "order");
    }

    @Test
    void aWholeRowAndWhatBelongsToATypeAreTold() {
        assertThat(ColumnReferences.of("CHECK ((t.* IS NOT NULL))").mentionsRow()).isTrue();
        assertThat(
                        ColumnReferences.ofIndex(
                                        "CREATE INDEX i ON a.b USING gin (lower(x) gin_trgm_ops (siglen='3'), y)")
                                .namesTypedParts())
                .isTrue();
        assertThat(
                        ColumnReferences.ofIndex("CREATE INDEX i ON a.b USING btree (x DESC, y)")
                                .namesTypedParts())
                .isFalse();
    }
}
