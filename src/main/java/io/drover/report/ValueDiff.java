package io.drover.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.mark;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Two texts with the part marked in which they differ: what is left between their common beginning
 * and their common end. In that part blanks, line ends and characters that nobody sees are drawn;
 * texts that look alike are told apart by their code points.
 */
final class ValueDiff {
    /** Of a common beginning or end, what helps to find the place. */
    private static final int KEPT_CHARACTERS = 48;

    private final String source;
    private final String target;
    private final int prefix;
    private final int suffix;

    private ValueDiff(String source, String target) {
        this.source = source;
        this.target = target;
        this.prefix = prefix(source, target);
        this.suffix = suffix(source, target, prefix);
    }

    static ValueDiff of(String source, String target) {
        return new ValueDiff(source, target);
    }

    DomContent source() {
        return render(source);
    }

    DomContent target() {
        return render(target);
    }

    /** A text that stands alone: only what nobody would see is drawn. */
    static DomContent plain(String text) {
        return each(drawn(text, false).toArray(DomContent[]::new));
    }

    /** The part of the source that the target has otherwise. */
    String sourcePart() {
        return source.substring(prefix, source.length() - suffix);
    }

    String targetPart() {
        return target.substring(prefix, target.length() - suffix);
    }

    private DomContent render(String value) {
        String begin = value.substring(0, prefix);
        String part = value.substring(prefix, value.length() - suffix);
        String end = value.substring(value.length() - suffix);
        List<DomContent> content = new ArrayList<>(drawn(endOf(begin), false));
        content.add(
                part.isEmpty()
                        ? mark().withClass("gap").attr("aria-label", "nothing")
                        : mark().with(drawn(part, true)));
        content.addAll(drawn(beginOf(end), false));
        if (looksAlike()) {
            content.add(span(codePoints(part)).withClass("note"));
        }
        return each(content.toArray(DomContent[]::new));
    }

    private boolean looksAlike() {
        return !source.equals(target)
                && Normalizer.normalize(source, Normalizer.Form.NFKC)
                        .equals(Normalizer.normalize(target, Normalizer.Form.NFKC));
    }

    private static String endOf(String begin) {
        int cut = begin.length() - KEPT_CHARACTERS;
        return cut <= KEPT_CHARACTERS / 2 ? begin : "…" + begin.substring(boundary(begin, cut));
    }

    private static String beginOf(String end) {
        return end.length() - KEPT_CHARACTERS <= KEPT_CHARACTERS / 2
                ? end
                : end.substring(0, boundary(end, KEPT_CHARACTERS)) + "…";
    }

    private static int boundary(String text, int index) {
        return index > 0
                        && Character.isLowSurrogate(text.charAt(index))
                        && Character.isHighSurrogate(text.charAt(index - 1))
                ? index - 1
                : index;
    }

    /** Where they part; not within a character, nor between a letter and its accent. */
    private static int prefix(String source, String target) {
        int most = Math.min(source.length(), target.length());
        int same = 0;
        while (same < most && source.charAt(same) == target.charAt(same)) {
            same++;
        }
        while (same > 0 && (continues(source, same) || continues(target, same))) {
            same--;
        }
        return same;
    }

    private static int suffix(String source, String target, int prefix) {
        int most = Math.min(source.length(), target.length()) - prefix;
        int same = 0;
        while (same < most
                && source.charAt(source.length() - 1 - same)
                        == target.charAt(target.length() - 1 - same)) {
            same++;
        }
        while (same > 0 && continues(source, source.length() - same)) {
            same--;
        }
        return same;
    }

    /** Whether what stands at the index belongs to the character before it. */
    private static boolean continues(String text, int index) {
        if (index >= text.length()) {
            return false;
        }
        char at = text.charAt(index);
        int type = Character.getType(text.codePointAt(index));
        return (Character.isLowSurrogate(at) && Character.isHighSurrogate(text.charAt(index - 1)))
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || (at == '\n' && text.charAt(index - 1) == '\r');
    }

    /**
     * @param blanks whether blanks and line ends are drawn too, and not only at the very end
     */
    private static List<DomContent> drawn(String text, boolean blanks) {
        List<DomContent> content = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        int trailing = text.stripTrailing().length();
        for (int index = 0; index < text.length(); ) {
            int point = text.codePointAt(index);
            String sign = sign(point, blanks || index >= trailing);
            if (sign.isEmpty()) {
                plain.appendCodePoint(point);
            } else {
                flush(content, plain);
                content.add(span(sign).withClass("unseen").withTitle(codePoint(point)));
                plain.append(point == '\n' ? "\n" : "");
            }
            index += Character.charCount(point);
        }
        flush(content, plain);
        return content;
    }

    private static void flush(List<DomContent> content, StringBuilder plain) {
        if (plain.length() > 0) {
            content.add(text(plain.toString()));
            plain.setLength(0);
        }
    }

    /** What is drawn for a code point; empty where it is seen as it is. */
    private static String sign(int point, boolean blanks) {
        return switch (point) {
            case ' ' -> blanks ? "·" : "";
            case '\t' -> blanks ? "→" : "";
            case '\n' -> blanks ? "↵" : "";
            case '\r' -> "CR";
            case 0xA0 -> "NBSP";
            default -> isUnseen(point) ? codePoint(point) : "";
        };
    }

    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR ->
                    point != ' ';
            default -> false;
        };
    }

    private static String codePoints(String text) {
        return String.join(" ", text.codePoints().limit(8).mapToObj(ValueDiff::codePoint).toList());
    }

    private static String codePoint(int point) {
        return String.format(Locale.ROOT, "U+%04X", point);
    }
}
