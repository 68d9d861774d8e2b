package io.drover.reconcile.reasons;

import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Reasons for two texts that differ; the more telling ones are tried first. */
final class TextReasons {
    private static final Set<String> TRUE = Set.of("t", "true", "y", "yes", "on", "1");
    private static final Set<String> FALSE = Set.of("f", "false", "n", "no", "off", "0");
    private static final int LONGEST_NUMBER = 60;

    /** The usual ones first: a text can be in several. */
    private static final List<Normalizer.Form> FORMS =
            List.of(
                    Normalizer.Form.NFC,
                    Normalizer.Form.NFD,
                    Normalizer.Form.NFKC,
                    Normalizer.Form.NFKD);

    /** Each gives the reason, or null. */
    private static final List<BinaryOperator<String>> REASONS =
            List.of(
                    TextReasons::blanks,
                    same("line ends", text -> text.replace("\r\n", "\n").replace('\r', '\n')),
                    TextReasons::normalisation,
                    same("letter case", TextReasons::withoutCase),
                    EncodingDamage::explain,
                    TextReasons::backslashes,
                    made("NUL characters lost", text -> text.replace("\0", "")),
                    made("byte order mark lost", text -> text.replace("\uFEFF", "")),
                    made("quotes doubled", text -> text.replace("'", "''")),
                    made("quotes doubled", text -> text.replace("\"", "\"\"")),
                    made("quotes added", text -> '"' + text + '"'),
                    TextReasons::spelling,
                    same("kind or number of inner blanks", TextReasons::withSingleBlanks),
                    TextReasons::truncation);

    private TextReasons() {}

    static @Nullable String explain(String source, String target) {
        for (BinaryOperator<String> reason : REASONS) {
            String found = reason.apply(source, target);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** A reason where both sides are the same after {@code change}. */
    private static BinaryOperator<String> same(String reason, UnaryOperator<String> change) {
        return (source, target) ->
                change.apply(source).equals(change.apply(target)) ? reason : null;
    }

    /** A reason where {@code change} makes the target of the source. */
    private static BinaryOperator<String> made(String reason, UnaryOperator<String> change) {
        return (source, target) -> change.apply(source).equals(target) ? reason : null;
    }

    private static @Nullable String blanks(String source, String target) {
        int start = firstInk(source);
        int end = lastInk(source, start);
        int otherStart = firstInk(target);
        int otherEnd = lastInk(target, otherStart);
        if (end - start != otherEnd - otherStart
                || !source.regionMatches(start, target, otherStart, end - start)) {
            return null;
        }
        boolean leading = !source.substring(0, start).equals(target.substring(0, otherStart));
        boolean trailing = !source.substring(end).equals(target.substring(otherEnd));
        if (start == end || otherStart == otherEnd) {
            return "trailing blanks";
        }
        if (leading && trailing) {
            return "leading and trailing blanks";
        }
        return leading
                ? "leading blanks"
                : isLineEnds(source.substring(end)) && isLineEnds(target.substring(otherEnd))
                        ? "line ends"
                        : "trailing blanks";
    }

    private static int firstInk(String text) {
        int at = 0;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int lastInk(String text, int start) {
        int at = text.length();
        while (at > start && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }

    private static boolean isLineEnds(String text) {
        return text.chars().allMatch(letter -> letter == '\r' || letter == '\n');
    }

    private static String withoutCase(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String withSingleBlanks(String text) {
        return text.replaceAll("[\\s\\u00A0\\u2000-\\u200B\\u202F\\u3000]+", " ");
    }

    private static @Nullable String normalisation(String source, String target) {
        if (isAscii(source)) {
            return null;
        }
        for (Normalizer.Form form : FORMS) {
            if (Normalizer.normalize(source, form).equals(target)) {
                return "unicode normalisation (" + form + ")";
            }
        }
        return Normalizer.normalize(source, Normalizer.Form.NFC)
                        .equals(Normalizer.normalize(target, Normalizer.Form.NFC))
                ? "unicode normalisation"
                : null;
    }

    static boolean isAscii(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) > 127) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String backslashes(String source, String target) {
        if (losesBackslashes(source, target)) {
            return "backslash lost";
        }
        if (source.replace("\\", "\\\\").equals(target)) {
            return "backslash doubled";
        }
        return losesBackslashes(target, source) ? "backslash lost in the source" : null;
    }

    private static boolean losesBackslashes(String from, String to) {
        return from.indexOf('\\') >= 0
                && (from.replace("\\\\", "\\").equals(to) || from.replace("\\", "").equals(to));
    }

    private static @Nullable String spelling(String source, String target) {
        String here = source.toLowerCase(Locale.ROOT);
        String there = target.toLowerCase(Locale.ROOT);
        if ((TRUE.contains(here) && TRUE.contains(there))
                || (FALSE.contains(here) && FALSE.contains(there))) {
            return "boolean spelling";
        }
        BigDecimal number = number(source);
        BigDecimal other = number == null ? null : number(target);
        return other != null && number.compareTo(other) == 0 ? "number spelling" : null;
    }

    private static @Nullable BigDecimal number(String text) {
        if (text.isEmpty()
                || text.length() > LONGEST_NUMBER
                || !text.matches("[-+]?[0-9.]+(?:[eE][-+]?[0-9]{1,4})?")) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException notOne) {
            return null;
        }
    }

    private static @Nullable String truncation(String source, String target) {
        if (target.isEmpty()) {
            return null;
        }
        if (source.startsWith(target)) {
            return "truncation at " + target.codePointCount(0, target.length());
        }
        for (String mark : new String[] {"...", "…"}) {
            String kept =
                    target.endsWith(mark)
                            ? target.substring(0, target.length() - mark.length())
                            : "";
            if (!kept.isEmpty() && source.startsWith(kept)) {
                return "truncation at %d, with an ellipsis"
                        .formatted(kept.codePointCount(0, kept.length()));
            }
        }
        return null;
    }
}
