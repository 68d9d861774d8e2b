package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A column that was added to a standing table is filled for every row, by one spec. */
class BackfillIT {
    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("backfill");
        trial.source.execute(
                "CREATE TABLE article (id int PRIMARY KEY, name text NOT NULL, price numeric(10,2), weight int)",
                "INSERT INTO article SELECT g, 'Article ' || g, g / 4.0, nullif(g % 5, 0) FROM generate_series(1, 500) g");
        trial.target.execute(
                "CREATE TABLE article (id int PRIMARY KEY, name text NOT NULL, price numeric(10,2), weight int)",
                "INSERT INTO article VALUES (1, 'from an earlier load', 1, 1)",
                "ALTER TABLE article ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR', ADD COLUMN price_class text,"
                        + " ADD COLUMN added_at timestamptz NOT NULL DEFAULT now(), ADD CHECK (currency <> '')");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void aRuleOrTheColumnsOwnDefaultFillsIt() {
        trial.migrate(
                """
                schema = existing
                load = replace
                tables = [ { name = "public.article", columns = [
                  { column = currency, constant = USD }
                  { column = price_class, expression = "CASE WHEN price < 50 THEN 'low' ELSE 'high' END" }
                  { column = weight, from = weight, default = "0" }
                ] } ]
                """);
        assertThat(
                        trial.target.value(
                                "SELECT count(*) || ' ' || min(currency) || max(currency) || ' ' || count(*) FILTER (WHERE price_class = 'low')"
                                        + " || ' ' || count(*) FILTER (WHERE weight = 0) || ' ' || count(added_at) FROM article"))
                .isEqualTo("500 USDUSD 199 100 500");
        assertThat(
                        trial.target.rows(
                                "SELECT column_name, is_nullable, column_default FROM information_schema.columns"
                                        + " WHERE table_schema = 'public' AND table_name = 'article' AND ordinal_position > 4 ORDER BY ordinal_position"))
                .containsExactly(
                        "currency|NO|'EUR'::bpchar", "price_class|YES|null", "added_at|NO|now()");
        assertThat(
                        trial.target.value(
                                "SELECT name FROM drover_old_trial_public.article WHERE id = 1"))
                .isEqualTo("from an earlier load");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'article'::regclass AND contype IN ('p', 'c')"))
                .isEqualTo("2");
    }
}
