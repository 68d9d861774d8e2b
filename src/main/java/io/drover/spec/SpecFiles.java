package io.drover.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Parses a spec's file and those that it includes, each relative to the file that names it. Unlike
 * HOCON's own rule, an included file that is not there is a problem.
 */
final class SpecFiles {
    private static final Pattern SECRET = Pattern.compile("(?i)passw|secret|token|sslkey");

    private final Path spec;
    private final Map<String, String> texts = new HashMap<>();
    private final Deque<Path> open = new ArrayDeque<>();

    SpecFiles(Path spec) {
        this.spec = spec;
    }

    Config parse() {
        if (!Files.isRegularFile(spec)) {
            throw refused("there is no such file", "Give the path of a spec.");
        }
        try {
            return parse(spec);
        } catch (ConfigException failure) {
            throw refused(describe(failure), "Mend its syntax.");
        }
    }

    MigrationException refused(String why, String what) {
        return new MigrationException(
                ErrorKind.SPEC, "Cannot read the spec %s: %s. %s".formatted(spec, why, what));
    }

    /**
     * What the parser stumbled over. Its message quotes the text around the place, so it is
     * withheld where a secret may stand near.
     */
    String describe(ConfigException failure) {
        String message = failure.getMessage() == null ? "it does not parse" : failure.getMessage();
        String oneLine = String.join(" ", message.lines().map(String::strip).toList());
        boolean quotes = !(failure instanceof ConfigException.UnresolvedSubstitution);
        if (quotes && (SECRET.matcher(oneLine).find() || secretNear(failure.origin()))) {
            String place = failure.origin() == null ? "" : failure.origin().description() + ": ";
            return place + "the syntax is wrong at or near a secret, so it is not shown";
        }
        return oneLine.replaceAll("[. ]+$", "");
    }

    private boolean secretNear(ConfigOrigin origin) {
        if (origin == null) {
            return false;
        }
        String text = texts.get(origin.description().replaceAll(": \\d+$", ""));
        if (text == null) {
            return false;
        }
        List<String> lines = text.lines().toList();
        int from = Math.max(0, Math.min(lines.size(), origin.lineNumber() - 3));
        int to = Math.max(from, Math.min(lines.size(), origin.lineNumber() + 1));
        return lines.subList(from, to).stream().anyMatch(line -> SECRET.matcher(line).find());
    }

    private Config parse(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (open.contains(absolute)) {
            throw refused(shown(file) + " includes itself", "Take the circle out.");
        }
        if (!Files.isRegularFile(file)) {
            throw refused("it includes " + shown(file) + ", which is not there", "Mend the path.");
        }
        open.push(absolute);
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            texts.put(shown(file), text);
            return ConfigFactory.parseString(
                    IncludeKeys.quoted(text),
                    ConfigParseOptions.defaults()
                            .setOriginDescription(shown(file))
                            .setIncluder(new BesideFile(file)));
        } catch (IOException failure) {
            throw refused(shown(file) + " cannot be read as UTF-8 text", "Mend the file.");
        } finally {
            open.pop();
        }
    }

    /** As the operator would type it: the spec as given, others relative to where we are. */
    private String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath().normalize();
        if (file.equals(spec) || !absolute.startsWith(here)) {
            return file.equals(spec) ? file.toString() : absolute.toString();
        }
        return here.relativize(absolute).toString();
    }

    /** Takes in what one file includes. */
    private final class BesideFile implements ConfigIncluder, ConfigIncluderFile {
        private final Path file;

        BesideFile(Path file) {
            this.file = file;
        }

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            return parse(file.resolveSibling(what)).root();
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return parse(file.resolveSibling(what.toPath())).root();
        }
    }
}
