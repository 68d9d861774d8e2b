package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.TableName;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Distinct;
import io.drover.model.profile.ColumnProfile.Lengths;
import io.drover.model.profile.ColumnProfile.Share;
import io.drover.model.profile.ColumnProfile.Shares;
import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Trouble;
import io.drover.model.profile.Unfit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileHtmlTest {
    private static final String ATTACK = "</script><img src=x onerror=alert(1)>\"'&<!--";

    @Test
    void whatMustBeKnownStandsFirst() {
        String page = ProfileHtml.render(profile("name", 10.0));
        assertThat(page)
                .contains(
                        "public.name.name: 3 rows will not fit (varchar(3)).",
                        "a sample: 10 % of the blocks of each large table",
                        "2,000 rows",
                        "9,000");
        assertThat(page.indexOf("will not fit (")).isLessThan(page.indexOf("<h2>Tables"));
    }

    @Test
    void valuesCannotBecomeMarkup() {
        String page = ProfileHtml.render(profile(ATTACK, null));
        assertThat(page).doesNotContain("<img").doesNotContain(ATTACK).doesNotContain("hunter2");
    }

    @Test
    void thePageLoadsNothing() {
        String page = ProfileHtml.render(profile("name", null));
        String markup = page.replaceAll("(?s)<script\\b.*?</script>", "");
        assertThat(markup)
                .doesNotContainPattern("(?i)<(link|iframe|object|embed|base|form|img|a)\\b")
                .doesNotContainPattern("(?i)\\s(src|href|srcset|action|poster)\\s*=")
                .contains("default-src &#x27;none&#x27;", "every row");
    }

    @Test
    void whatIsWrittenCanBeRead() {
        MigrationProfile profile = profile(ATTACK, 12.5);
        assertThat(ProfileJson.read(ProfileJson.render(profile))).isEqualTo(profile);
        assertThat(ProfileHtml.render(profile)).isEqualTo(ProfileHtml.render(profile));
    }

    private static MigrationProfile profile(String name, Double sample) {
        ColumnProfile column =
                new ColumnProfile(
                        name,
                        "text",
                        false,
                        7,
                        1,
                        0,
                        new Distinct(9000, false, 8800, 9200),
                        name,
                        name,
                        new Lengths(0, 3.5, 9),
                        new Lengths(0, 3.5, 9),
                        new Shares(
                                10,
                                true,
                                List.of(new Share("aa", 9, 0.9), new Share(name, 1, 0.1))),
                        new Shares(
                                10, true, List.of(new Share(name, 9, 0.9), new Share("b", 1, 0.1))),
                        null,
                        List.of(new Trouble(Trouble.Kind.MOJIBAKE, 4, List.of(name))));
        return new MigrationProfile(
                MigrationProfile.FORMAT,
                "shop",
                "jdbc:postgresql://old.example/shop?password=hunter2",
                "PostgreSQL 15.4",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:00:02Z"),
                sample,
                true,
                List.of(
                        new TableProfile(
                                new TableName("public", name),
                                0,
                                null,
                                2000,
                                20000,
                                1 << 20,
                                sample != null,
                                null,
                                List.of(column),
                                List.of(
                                        new DuplicateKeys(
                                                DuplicateKeys.Kind.DECLARED,
                                                List.of(name),
                                                1,
                                                2,
                                                List.of(name),
                                                null)),
                                List.of(
                                        new Orphans(
                                                null,
                                                List.of(name),
                                                new TableName("public", "p"),
                                                List.of("id"),
                                                5,
                                                List.of(name),
                                                null)),
                                List.of(new Unfit("varchar(3)", name, 3, List.of(name))))));
    }
}
