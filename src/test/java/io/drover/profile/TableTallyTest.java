package io.drover.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Lengths;
import io.drover.model.profile.ColumnProfile.Share;
import io.drover.model.profile.Trouble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTallyTest {
    @Test
    void textsAreCountedAsReckonedByHand() {
        ColumnProfile text =
                column(ValueFamily.TEXT, "Ada", "ada", "Ada", "\\N", "", " \\t", "Zoë 12", "\\\\N");

        assertThat(text.nulls()).isEqualTo(1);
        assertThat(text.empty()).isEqualTo(1);
        assertThat(text.blank()).isEqualTo(1);
        assertThat(text.distinct()).isEqualTo(new ColumnProfile.Distinct(6, true, 6, 6));
        assertThat(text.min()).isEmpty();
        assertThat(text.max()).isEqualTo("ada");
        assertThat(text.characters()).isEqualTo(new Lengths(0, 19 / 7.0, 6));
        assertThat(text.bytes()).isEqualTo(new Lengths(0, 20 / 7.0, 7));
        assertThat(text.frequent().top()).containsExactly(new Share("Ada", 2, 2 / 7.0));
        assertThat(text.patterns().top())
                .containsExactly(
                        new Share("Aaa", 2, 2 / 7.0),
                        new Share("", 1, 1 / 7.0),
                        new Share(" \t", 1, 1 / 7.0),
                        new Share("Aaa 99", 1, 1 / 7.0),
                        new Share("\\A", 1, 1 / 7.0),
                        new Share("aaa", 1, 1 / 7.0));
    }

    @Test
    void quartilesAndOutliersOfNumbers() {
        // Of 102 numbers the 26th is 25 and the 77th 76; three times 51 beyond them: -128 and 229.
        String[] numbers =
                IntStream.rangeClosed(1, 98).mapToObj(Integer::toString).toArray(String[]::new);
        numbers = append(numbers, "-128.5", "229.5", "NaN", "99", "100");

        ColumnProfile number = column(ValueFamily.NUMBER, numbers);

        assertThat(number.min()).isEqualTo("-128.5");
        assertThat(number.max()).isEqualTo("229.5");
        assertThat(number.numbers().quantiles().get(3)).isEqualTo(50);
        assertThat(number.numbers().below())
                .isEqualTo(new ColumnProfile.Outliers(1, false, List.of("-128.5")));
        assertThat(number.numbers().above().examples()).containsExactly("229.5");
        assertThat(number.numbers().bins().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(100);
        assertThat(number.troubles())
                .containsExactly(new Trouble(Trouble.Kind.NOT_A_NUMBER, 1, List.of("NaN")));
    }

    @Test
    void numbersCompareAsNumbersAndDatesAsDates() {
        assertThat(column(ValueFamily.NUMBER, "9", "10", "-2", "1e3").max()).isEqualTo("1e3");
        assertThat(column(ValueFamily.NUMBER, "9007199254740993", "9007199254740992").max())
                .isEqualTo("9007199254740993");
        ColumnProfile dates =
                column(
                        ValueFamily.MOMENT,
                        "0044-03-15 BC",
                        "12020-01-01",
                        "2020-05-05",
                        "infinity");
        assertThat(dates.min()).isEqualTo("0044-03-15 BC");
        assertThat(dates.max()).isEqualTo("infinity");
        assertThat(dates.troubles())
                .extracting(Trouble::kind, Trouble::rows)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Trouble.Kind.DATE_INFINITE, 1L),
                        org.assertj.core.groups.Tuple.tuple(Trouble.Kind.DATE_OUT_OF_RANGE, 2L));
    }

    @Test
    void mojibakeIsFoundAndSpeechIsNot() {
        for (String bad : List.of("CafÃ©", "itâ€™s", "Ð¿Ñ€Ð¸", "Â£5", "Å¼aba")) {
            assertThat(Mojibake.isIn(bad)).as(bad).isTrue();
        }
        for (String good :
                List.of("Café", "«São»", "IRMÃ", "«IRMû", "ESPAÑA", "naïve", "Привет", "â")) {
            assertThat(Mojibake.isIn(good)).as(good).isFalse();
        }
    }

    @Test
    void aTallyTravels() throws IOException, ClassNotFoundException {
        TableTally tally = tally(shape(ValueFamily.TEXT), 0, lines(5000)).seal();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(tally);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((TableTally) in.readObject()).columns()).isEqualTo(tally.columns());
        }
    }

    private static String[] append(String[] some, String... more) {
        return java.util.stream.Stream.concat(
                        java.util.Arrays.stream(some), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    static List<String> lines(int rows) {
        return IntStream.range(0, rows).mapToObj(row -> "value " + row * 31 % 4000).toList();
    }

    static TableShape shape(ValueFamily family) {
        return new TableShape(
                List.of(new ProfiledColumn("c", "type", family, false, null)), false, List.of(0));
    }

    static TableTally tally(TableShape shape, int part, List<String> lines) {
        TableTally tally = new TableTally(shape, part);
        for (String line : lines) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            tally.add(bytes, 0, bytes.length);
        }
        return tally;
    }

    private static ColumnProfile column(ValueFamily family, String... lines) {
        return tally(shape(family), 0, List.of(lines)).seal().columns().get(0);
    }
}
