package io.drover.spec;

import com.typesafe.config.ConfigOrigin;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.rules.SpecOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with a spec, so that the operator hears of all of it at once. */
final class SpecProblems {
    private final Path file;
    private final List<String> lines = new ArrayList<>();

    SpecProblems(Path file) {
        this.file = file;
    }

    /** Notes {@code file: line: path: text}. */
    void add(ConfigOrigin origin, String path, String text) {
        add(origin.description() + ": " + (path.isEmpty() ? "" : path + ": ") + text);
    }

    void add(SpecOrigin origin, String text) {
        add(origin + ": " + text);
    }

    private void add(String line) {
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    void unknownKey(ConfigOrigin origin, String path, String key, Collection<String> known) {
        add(
                origin,
                path,
                NearestName.to(key, known)
                        .map(near -> "unknown key, did you mean \"" + near + "\"?")
                        .orElse("unknown key; the keys here are " + String.join(", ", known)));
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot use %s: %d %s.%n  %s"
                            .formatted(
                                    file,
                                    lines.size(),
                                    lines.size() == 1 ? "problem" : "problems",
                                    String.join(System.lineSeparator() + "  ", lines)));
        }
    }
}
