package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.TableName;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualifiedNameRewriterTest {
    private static final NameMap NAMES =
            new NameMap(
                    Map.of(
                            new TableName("shop", "order"), new TableName("new", "order"),
                            new TableName("shop", "seq"), new TableName("new", "seq"),
                            new TableName("My \"S\"", "T x"), new TableName("new", "T x")),
                    Map.of("shop", "core", "My \"S\"", "core"),
                    Set.of(new TableName("shop", "citext")));

    private final QualifiedNameRewriter rewriter = new QualifiedNameRewriter(NAMES);

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "nextval('shop.seq'::regclass) # nextval('\"new\".\"seq\"'::regclass)",
                "CREATE INDEX i ON shop.\"order\" USING btree (a) # CREATE INDEX i ON \"new\".\"order\" USING btree (a)",
                "FOREIGN KEY (a) REFERENCES shop.\"order\"(id) # FOREIGN KEY (a) REFERENCES \"new\".\"order\"(id)",
                "shop.\"order\"(a) # \"core\".\"order\"(a)",
                "'ok'::shop.mood # 'ok'::\"core\".\"mood\"",
                "shop.mood[] # \"core\".\"mood\"[]",
                "a = 'shop.seq'::text # a = 'shop.seq'::text",
                "E'it\\'s shop.seq'::text || shop.f(x) # E'it\\'s shop.seq'::text || \"core\".\"f\"(x)",
                "'it''s shop.seq'::text # 'it''s shop.seq'::text",
                "$q$ shop.seq $q$ # $q$ shop.seq $q$",
                "/* shop.seq /* shop.seq */ */ shop.seq -- shop.seq # /* shop.seq /* shop.seq */ */ \"new\".\"seq\" -- shop.seq",
                "\"My \"\"S\"\"\".\"T x\" # \"new\".\"T x\"",
                "shop.citext # shop.citext",
                "pg_catalog.\"C\" # pg_catalog.\"C\"",
                "other.seq # other.seq",
                "\"a.shop\".seq # \"a.shop\".seq",
                "workshop.seq # workshop.seq",
                "1.5 + shop.seq # 1.5 + \"new\".\"seq\"",
                "\"shop.seq\" # \"shop.seq\"",
                "B'01' || shop.seq # B'01' || \"new\".\"seq\""
            })
    void onlyNamesAreRewritten(String sql, String wanted) {
        assertThat(rewriter.rewrite(sql)).isEqualTo(wanted);
    }

    @Test
    void normalizedTextsOfTwoSpellingsAreEqual() {
        assertThat(rewriter.normalize("other.mood"))
                .isEqualTo(rewriter.normalize("\"other\".\"mood\""));
    }

    @Test
    void unfinishedTextIsLeftAsItIs() {
        assertThat(rewriter.rewrite("'shop.seq")).isEqualTo("'shop.seq");
        assertThat(rewriter.rewrite("$$shop.seq")).isEqualTo("$$shop.seq");
        assertThat(rewriter.rewrite("/* shop.seq")).isEqualTo("/* shop.seq");
        assertThat(rewriter.rewrite("shop.")).isEqualTo("shop.");
    }

    @Test
    void quotingHoldsForAnyName() {
        assertThat(PostgresNames.quote("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(PostgresNames.literal("it's")).isEqualTo("'it''s'");
        assertThat(PostgresNames.literal("a\\'b")).isEqualTo("E'a\\\\''b'");
    }
}
