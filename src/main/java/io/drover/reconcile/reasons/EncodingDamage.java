package io.drover.reconcile.reasons;

import io.drover.model.Nullable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** Text that went through a wrong character set: each way is gone again, and must end the same. */
final class EncodingDamage {
    private static final Map<String, Charset> MISREAD_AS =
            Map.of(
                    "Latin-1",
                    StandardCharsets.ISO_8859_1,
                    "Windows-1252",
                    Charset.forName("windows-1252"));
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final int ASCII = 128;
    private static final int LATIN_1 = 256;

    private EncodingDamage() {}

    static @Nullable String explain(String source, String target) {
        if (TextReasons.isAscii(source)) {
            return TextReasons.isAscii(target) ? null : mended(source, target);
        }
        for (String name : new String[] {"Latin-1", "Windows-1252"}) {
            if (misread(source, MISREAD_AS.get(name)).equals(target)) {
                return "encoding damage: UTF-8 read as " + name;
            }
        }
        String replaced = replaced(source, target);
        if (replaced != null) {
            return replaced;
        }
        if (without(source, ASCII).equals(target)) {
            return "encoding damage: characters beyond ASCII lost";
        }
        if (MARKS.matcher(Normalizer.normalize(source, Normalizer.Form.NFD))
                .replaceAll("")
                .equals(target)) {
            return "accents lost";
        }
        return mended(source, target);
    }

    private static @Nullable String mended(String source, String target) {
        for (String name : new String[] {"Latin-1", "Windows-1252"}) {
            if (misread(target, MISREAD_AS.get(name)).equals(source)) {
                return "encoding damage in the source: UTF-8 read as " + name;
            }
        }
        return null;
    }

    private static String misread(String text, Charset as) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (as.equals(StandardCharsets.ISO_8859_1)) {
            return new String(bytes, as);
        }
        // Five bytes mean nothing in Windows-1252; most software lets them pass as control
        // characters.
        StringBuilder read = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            String letter = new String(new byte[] {each}, as);
            read.append(letter.equals("\uFFFD") ? (char) (each & 0xff) : letter.charAt(0));
        }
        return read.toString();
    }

    private static @Nullable String replaced(String source, String target) {
        for (String mark : new String[] {"?", "\uFFFD"}) {
            if (!target.contains(mark)) {
                continue;
            }
            IntFunction<String> once = letter -> mark;
            IntFunction<String> eachByte =
                    letter ->
                            mark.repeat(
                                    Character.toString(letter)
                                            .getBytes(StandardCharsets.UTF_8)
                                            .length);
            IntFunction<String> eachUnit = letter -> mark.repeat(Character.charCount(letter));
            for (int known : new int[] {ASCII, LATIN_1}) {
                if (with(source, known, once).equals(target)
                        || with(source, known, eachByte).equals(target)
                        || with(source, known, eachUnit).equals(target)) {
                    return "encoding damage: characters beyond %s replaced by %s"
                            .formatted(
                                    known == ASCII ? "ASCII" : "Latin-1",
                                    mark.equals("?") ? "?" : "U+FFFD");
                }
            }
        }
        return null;
    }

    private static String without(String text, int known) {
        return with(text, known, letter -> "");
    }

    private static String with(String text, int known, IntFunction<String> mark) {
        StringBuilder changed = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        letter -> {
                            if (letter < known) {
                                changed.appendCodePoint(letter);
                            } else {
                                changed.append(mark.apply(letter));
                            }
                        });
        return changed.toString();
    }
}
