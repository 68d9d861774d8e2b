package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.demo.DemoData;
import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's shop moves by the packaged jar; what arrived is compared without Drover. */
class ShopE2E {
    private static final String TABLES =
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind = 'r' AND n.nspname IN ('shop', 'Sales Data') ORDER BY 1";

    @TempDir private Path folder;
    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void fillTheShop() {
        source = TestDatabase.create("shop_old");
        target = TestDatabase.create("shop_new");
        DemoData.fill(source.url() + "?user=postgres", 20_000, 7);
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void theShopMovesOnThisMachineAndMovingItAgainChangesNothing() throws IOException {
        assertThat(migrate(Launcher.drover())).isEmpty();
        Outcome again = run(Launcher.drover(), "migrate");
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(again.stdout()).contains("Nothing was changed");
        assertThat(differences()).isEmpty();
    }

    @Test
    void theShopMovesThroughSparkSubmitOnExecutorsOfTheirOwn() throws IOException {
        assertThat(migrate(Launcher.droverOnCluster())).isEmpty();
    }

    @Test
    void exitCodesPassThroughTheLauncherAndThroughSparkSubmit() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.conf"), "migration { nam = shop }");
        for (Launcher launcher : List.of(Launcher.drover(), Launcher.droverOnCluster())) {
            Outcome wrongSpec = launcher.run("check", broken.toString());
            assertThat(wrongSpec.exitCode()).as(wrongSpec.toString()).isEqualTo(3);
            assertThat(launcher.run("no-such-command").exitCode()).isEqualTo(2);
        }
    }

    private List<String> migrate(Launcher launcher) throws IOException {
        Outcome outcome = run(launcher, "migrate");
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        return differences();
    }

    private Outcome run(Launcher launcher, String command) throws IOException {
        // A blank in the name: every path of the launcher has to bear one.
        Path spec = folder.resolve("the shop.conf");
        Files.writeString(
                spec,
                """
                migration {
                  name = shop
                  source = { type = postgres, url = "%s", user = postgres, password = postgres }
                  target = { type = postgres, url = "%s", user = postgres, password = postgres }
                  select.include = ["shop.*", "Sales Data.*"]
                }
                """
                        .formatted(source.url(), target.url()));
        String reports = folder.resolve("reports").toString();
        return launcher.run(command, spec.toString(), "--report", reports);
    }

    /** Tables whose rows, as sorted text, are not the same on both sides. */
    private List<String> differences() {
        return source.rows(TABLES).stream()
                .filter(table -> !text(source, table).equals(text(target, table)))
                .toList();
    }

    private static String text(TestDatabase database, String table) {
        return database.value(
                "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")), '')"
                        + " FROM "
                        + table
                        + " t");
    }
}
