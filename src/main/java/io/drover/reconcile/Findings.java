package io.drover.reconcile;

import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.SchemaMode;
import io.drover.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a comparison of definitions has found so far, one phrase each. */
final class Findings {
    private static final int SHOWN = 8;

    private final SchemaMode mode;
    private final String prefix;
    private final List<String> different;
    private final List<String> notes;
    private final List<String> unproven;

    Findings(SchemaMode mode) {
        this(mode, "", new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private Findings(
            SchemaMode mode,
            String prefix,
            List<String> different,
            List<String> notes,
            List<String> unproven) {
        this.mode = mode;
        this.prefix = prefix;
        this.different = different;
        this.notes = notes;
        this.unproven = unproven;
    }

    /** The same findings, with what they are about said before each. */
    Findings of(String about) {
        return new Findings(mode, about, different, notes, unproven);
    }

    /** A difference whoever made the target's tables. */
    void broken(String phrase) {
        different.add(prefix + phrase);
    }

    /** A difference where Drover made them, else a note. */
    void unlike(String phrase) {
        (mode == SchemaMode.CREATE ? different : notes).add(prefix + phrase);
    }

    /** What could not be compared. */
    void unknown(String phrase) {
        unproven.add(prefix + phrase);
    }

    /** Unlike, where the two are not equal. */
    void compare(String what, Object source, Object target) {
        if (!Objects.equals(source, target)) {
            unlike("%s is %s, in the source %s".formatted(what, said(target), said(source)));
        }
    }

    private static String said(Object value) {
        return value == null ? "none" : value.toString();
    }

    /** What they come to; {@code agreed}: what to say where nothing differs. */
    LevelVerdict verdict(String agreed) {
        List<String> sentences = new ArrayList<>();
        sentences.add(different.isEmpty() ? agreed : list(different));
        if (!unproven.isEmpty()) {
            sentences.add("not proven: " + list(unproven));
        }
        if (!notes.isEmpty()) {
            sentences.add("left as they stand in the target: " + list(notes));
        }
        return new LevelVerdict(Level.SCHEMA, verdict(), String.join("; ", sentences));
    }

    private Verdict verdict() {
        if (!different.isEmpty()) {
            return Verdict.DIFFERENT;
        }
        return unproven.isEmpty() ? Verdict.EQUAL : Verdict.NOT_PROVEN;
    }

    private static String list(List<String> all) {
        String first = String.join("; ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() <= SHOWN ? first : first + "; and " + (all.size() - SHOWN) + " more";
    }
}
