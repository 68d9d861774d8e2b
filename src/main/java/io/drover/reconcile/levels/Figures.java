package io.drover.reconcile.levels;

import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects the figures of one level, and keeps as many as a person can look at. */
final class Figures {
    /** Unequal ones kept; all are counted. */
    private static final int KEPT_UNEQUAL = 200;

    /** Named in a sentence. */
    private static final int NAMED = 3;

    private static final int KEPT_EQUAL = 300;
    private static final int SHOWN_CHARACTERS = 200;

    private final List<LevelFigure> unequal = new ArrayList<>();
    private final List<LevelFigure> equal = new ArrayList<>();
    private long differing;
    private long agreeing;

    void add(String name, @Nullable String source, @Nullable String target, Verdict verdict) {
        add(name, source, target, verdict, "");
    }

    void add(
            String name,
            @Nullable String source,
            @Nullable String target,
            Verdict verdict,
            String note) {
        List<LevelFigure> kept = verdict == Verdict.EQUAL ? equal : unequal;
        if (verdict == Verdict.EQUAL) {
            agreeing++;
        } else {
            differing++;
        }
        if (kept.size() < (verdict == Verdict.EQUAL ? KEPT_EQUAL : KEPT_UNEQUAL)) {
            kept.add(new LevelFigure(name, shown(source), shown(target), verdict, note));
        }
    }

    /** Counts a comparison that agrees and is not worth a line. */
    void agree() {
        agreeing++;
    }

    long differing() {
        return differing;
    }

    long compared() {
        return differing + agreeing;
    }

    /** The first unequal ones in one phrase. */
    String firstUnequal() {
        String first =
                unequal.stream()
                        .limit(NAMED)
                        .map(
                                figure ->
                                        "%s %s and %s"
                                                .formatted(
                                                        figure.name(),
                                                        said(figure.source()),
                                                        said(figure.target())))
                        .collect(Collectors.joining(", "));
        return differing > NAMED ? first + " and " + (differing - NAMED) + " more" : first;
    }

    private static String said(@Nullable String text) {
        return text == null ? "none" : text;
    }

    /** The unequal ones first. */
    List<LevelFigure> kept() {
        List<LevelFigure> kept = new ArrayList<>(unequal);
        kept.addAll(equal);
        return kept;
    }

    LevelVerdict verdict(Level level, Verdict verdict, String detail) {
        return new LevelVerdict(level, verdict, detail, kept());
    }

    /**
     * Whether two numbers are no further apart than allowed; NaN and infinities equal themselves.
     */
    static boolean near(@Nullable String source, @Nullable String target, BigDecimal allowed) {
        if (source == null || target == null) {
            return source == null && target == null;
        }
        if (source.equals(target)) {
            return true;
        }
        try {
            return new BigDecimal(source).subtract(new BigDecimal(target)).abs().compareTo(allowed)
                    <= 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static @Nullable String shown(@Nullable String text) {
        return text == null || text.length() <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, cut(text)) + "… (" + text.length() + " characters)";
    }

    /** Not between the halves of a character. */
    private static int cut(String text) {
        return Character.isHighSurrogate(text.charAt(SHOWN_CHARACTERS - 1))
                ? SHOWN_CHARACTERS - 1
                : SHOWN_CHARACTERS;
    }
}
