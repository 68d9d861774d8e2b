package io.drover.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Shares;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any cut of the rows into parts, merged in any order, gives the same figures. */
class TallyMergeTest {
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            new ProfiledColumn(
                                    "text",
                                    "text",
                                    ValueFamily.TEXT,
                                    false,
                                    new Limit("varchar(3)", 3, null, null, -1, true)),
                            new ProfiledColumn(
                                    "number",
                                    "numeric",
                                    ValueFamily.NUMBER,
                                    false,
                                    new Limit(
                                            "smallint",
                                            -1,
                                            new BigDecimal(-32768),
                                            new BigDecimal(32767),
                                            0,
                                            false))),
                    false,
                    List.of());

    @Property(tries = 60)
    void mergedPartsAreTheWhole(
            @ForAll("rows") List<String> rows,
            @ForAll @IntRange(min = 1, max = 6) int parts,
            @ForAll long seed) {
        TableTally whole = TableTallyTest.tally(SHAPE, 0, rows).seal();

        List<TableTally> tallies = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            tallies.add(
                    TableTallyTest.tally(
                                    SHAPE,
                                    part,
                                    rows.subList(
                                            rows.size() * part / parts,
                                            rows.size() * (part + 1) / parts))
                            .seal());
        }
        Collections.shuffle(tallies, new Random(seed));
        TableTally merged = tallies.get(0);
        tallies.subList(1, parts).forEach(merged::merge);

        assertThat(merged.rows()).isEqualTo(whole.rows());
        assertThat(merged.bytes()).isEqualTo(whole.bytes());
        assertThat(merged.unfit())
                .extracting(each -> each.rule() + each.rows())
                .isEqualTo(whole.unfit().stream().map(each -> each.rule() + each.rows()).toList());
        for (int column = 0; column < 2; column++) {
            assertThat(exact(merged.columns().get(column)))
                    .isEqualTo(exact(whole.columns().get(column)));
        }
    }

    /** What does not rest on the sample, which goes by the places of the rows in their parts. */
    private static ColumnProfile exact(ColumnProfile column) {
        boolean sampled = column.distinct().exact();
        return new ColumnProfile(
                column.name(),
                column.type(),
                column.masked(),
                column.nulls(),
                column.empty(),
                column.blank(),
                column.distinct(),
                column.min(),
                column.max(),
                column.characters(),
                column.bytes(),
                sampled ? column.patterns() : Shares.NONE,
                sampled ? column.frequent() : Shares.NONE,
                sampled ? column.numbers() : null,
                column.troubles());
    }

    @Provide
    Arbitrary<List<String>> rows() {
        Arbitrary<String> text =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(
                                5,
                                Arbitraries.of(
                                        "\\N", "", " ", "a", "Ã©", " b", "abcd", "e\u0301",
                                        "\ufffd")),
                        net.jqwik.api.Tuple.of(
                                3,
                                Arbitraries.integers().between(0, 9999).map(each -> "t" + each)));
        Arbitrary<String> number =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(
                                9, Arbitraries.integers().between(-500, 500).map(String::valueOf)),
                        net.jqwik.api.Tuple.of(
                                2, Arbitraries.of("\\N", "NaN", "1e9", "0.5", "-70000", "32767")));
        return net.jqwik.api.Combinators.combine(text, number)
                .as((left, right) -> left + "\t" + right)
                .list()
                .ofMinSize(0)
                .ofMaxSize(4000);
    }
}
