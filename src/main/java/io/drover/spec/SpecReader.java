package io.drover.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a spec: HOCON with {@code include} and {@code ${?ENV}}, defaults from {@code
 * reference.conf}.
 *
 * <p>A file holds {@code migration { … }}, and may hold {@code endpoints { name { … } }} for
 * endpoints that several migrations share by {@code source = ${endpoints.name}}.
 *
 * <p>Fails: {@link ErrorKind#SPEC} with every problem of the spec at once, each as {@code file:
 * line: path: what was found and what would be right}; values of secrets are never part of it.
 */
public final class SpecReader {
    private static final String OVERRIDE = "--set";
    private static final List<String> TOP_LEVEL = List.of("migration", "endpoints");

    private final Map<String, String> environment;

    public SpecReader() {
        this(System.getenv());
    }

    /** With an environment that is not the process's own. */
    public SpecReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The migration of {@code file}.
     *
     * @param overrides {@code key=value}, the key as in the spec with or without {@code
     *     migration.}; a value that begins with a bracket, a brace or a quote is HOCON, any other a
     *     plain text
     */
    public MigrationSpec read(Path file, List<String> overrides) {
        SpecFiles files = new SpecFiles(file);
        Variables variables = new Variables(environment, new TreeSet<>());
        ConfigObject root =
                resolve(files, override(files, files.parse(), overrides), variables).root();
        SpecProblems problems = new SpecProblems(file);
        for (String key : new TreeSet<>(root.keySet())) {
            if (!TOP_LEVEL.contains(key)) {
                problems.unknownKey(root.get(key).origin(), key, key, TOP_LEVEL);
            }
        }
        ConfigValue migration = root.get("migration");
        if (!(migration instanceof ConfigObject)) {
            problems.add(root.origin(), "migration", "is missing: a spec is migration { … }");
            problems.throwIfAny();
        }
        ConfigObject defaults = defaults();
        RulesReader rules = new RulesReader(defaults, file, variables.unset());
        MigrationSpec spec =
                new MigrationSpecReader(problems, defaults, rules)
                        .read((ConfigObject) migration, file);
        problems.throwIfAny();
        return spec;
    }

    static ConfigObject defaults() {
        return ConfigFactory.parseResources(SpecReader.class.getClassLoader(), "reference.conf")
                .getObject("drover");
    }

    private static Config override(SpecFiles files, Config config, List<String> overrides) {
        Config overridden = config;
        for (String override : overrides) {
            int equals = override.indexOf('=');
            String key = equals < 0 ? "" : override.substring(0, equals).strip();
            if (key.isEmpty()) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot apply " + OVERRIDE + ": it is not of the form key=value.");
            }
            String path = TOP_LEVEL.contains(key.split("\\.", 2)[0]) ? key : "migration." + key;
            try {
                overridden = overridden.withValue(path, value(override.substring(equals + 1), key));
            } catch (ConfigException failure) {
                throw files.refused(
                        OVERRIDE + " " + key + " does not parse",
                        "Quote the value as HOCON, or give a plain text.");
            }
        }
        return overridden;
    }

    private static ConfigValue value(String text, String key) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setOriginDescription(OVERRIDE + " " + key);
        boolean hocon = !text.isEmpty() && "[{\"".indexOf(text.charAt(0)) >= 0;
        return hocon
                ? ConfigFactory.parseString("v = " + text, options).getValue("v")
                : ConfigValueFactory.fromAnyRef(text, OVERRIDE + " " + key);
    }

    private static Config resolve(SpecFiles files, Config config, Variables variables) {
        try {
            return config.resolve(ConfigResolveOptions.noSystem().appendResolver(variables));
        } catch (ConfigException failure) {
            throw files.refused(
                    files.describe(failure),
                    "Set the variable or the key, or write ${?NAME} for one that may be missing.");
        }
    }

    /**
     * What {@code ${NAME}} is where the spec itself has no such key.
     *
     * @param unset names that were asked for and are not there; filled while a spec is resolved
     */
    private record Variables(Map<String, String> environment, Set<String> unset)
            implements ConfigResolver {
        @Override
        public @Nullable ConfigValue lookup(String path) {
            String value = environment.get(path);
            if (value == null) {
                unset.add(path);
            }
            return value == null
                    ? null
                    : ConfigValueFactory.fromAnyRef(value, "environment variable " + path);
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
