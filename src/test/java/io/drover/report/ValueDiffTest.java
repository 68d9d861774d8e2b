package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueDiffTest {
    @ParameterizedTest
    @CsvSource({
        "Hohenfels-Wolkenstein, Hohenfels-Wolk, enstein, ''",
        "abc, xabc, '', x",
        "same middle end, same MIDDLE end, middle, MIDDLE",
        "aaa, aa, a, ''",
        "'a ', a, ' ', ''",
        "all, new, all, new",
    })
    void onlyTheDifferingPartIsMarked(String source, String target, String left, String right) {
        ValueDiff diff = ValueDiff.of(source, target);
        assertThat(diff.sourcePart()).isEqualTo(left);
        assertThat(diff.targetPart()).isEqualTo(right);
    }

    @Test
    void anAccentIsNotPartedFromItsLetterNorASurrogateFromItsOther() {
        ValueDiff accents = ValueDiff.of("Orle\u0301ans", "Orle\u0300ans");
        assertThat(accents.sourcePart()).isEqualTo("e\u0301");
        ValueDiff faces = ValueDiff.of("a\ud83d\ude00z", "a\ud83d\ude01z");
        assertThat(faces.sourcePart()).isEqualTo("\ud83d\ude00");
    }

    @Test
    void whatNobodySeesIsDrawn() {
        assertThat(ValueDiff.of("end  ", "end").source().render())
                .isEqualTo(
                        "end<mark><span class=\"unseen\" title=\"U+0020\">·</span><span class=\"unseen\" title=\"U+0020\">·</span></mark>");
        assertThat(ValueDiff.of("end  ", "end").target().render())
                .isEqualTo("end<mark class=\"gap\" aria-label=\"nothing\"></mark>");
        assertThat(ValueDiff.of("a\r\nb", "a\nb").source().render()).contains(">CR<").contains("↵");
        assertThat(ValueDiff.plain("zero\u200bwidth\u0000").render())
                .isEqualTo(
                        "zero<span class=\"unseen\" title=\"U+200B\">U+200B</span>width<span class=\"unseen\" title=\"U+0000\">U+0000</span>");
        assertThat(ValueDiff.plain("two words").render()).isEqualTo("two words");
    }

    @Test
    void textsThatLookAlikeAreToldApartByTheirCodePoints() {
        ValueDiff diff = ValueDiff.of("Orl\u00e9ans", "Orle\u0301ans");
        assertThat(diff.source().render()).contains("U+00E9");
        assertThat(diff.target().render()).contains("U+0065 U+0301");
    }

    @Test
    void aLongCommonBeginningIsLeftOut() {
        String begin = "x".repeat(300);
        assertThat(ValueDiff.of(begin + "1", begin + "2").source().render())
                .startsWith("…xxx")
                .endsWith("<mark>1</mark>")
                .hasSizeLessThan(80);
    }

    @Property
    void thePartsAndWhatIsCommonMakeTheTexts(@ForAll String source, @ForAll String target) {
        ValueDiff diff = ValueDiff.of(source, target);
        int common = source.length() - diff.sourcePart().length();
        assertThat(target.length() - diff.targetPart().length()).isEqualTo(common);
        int prefix = source.indexOf(diff.sourcePart());
        assertThat(prefix).isNotNegative();
        assertThat(diff.source().render()).doesNotContain("<script");
    }
}
