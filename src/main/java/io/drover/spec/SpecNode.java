package io.drover.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.drover.model.Nullable;
import io.drover.spec.rules.SpecOrigin;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One object of a spec and its defaults. Every reader notes a problem instead of throwing, and then
 * gives a value that lets the reading go on; {@link #refuseUnknownKeys()} must come last.
 *
 * <p>Own values and defaults are never merged, so a problem's origin is the operator's own line.
 */
final class SpecNode {
    private final ConfigObject own;
    private final ConfigObject defaults;
    private final String path;
    private final SpecProblems problems;
    private final TreeSet<String> known = new TreeSet<>();

    SpecNode(ConfigObject own, ConfigObject defaults, String path, SpecProblems problems) {
        this.own = own;
        this.defaults = defaults;
        this.path = path;
        this.problems = problems;
    }

    static ConfigObject empty() {
        return ConfigValueFactory.fromMap(Map.of());
    }

    /** About a key, or with an empty one about the node itself. */
    void problem(String key, String text) {
        ConfigValue value = own.get(key);
        problems.add(value == null ? own.origin() : value.origin(), at(key), text);
    }

    /** At another place than a key of this node: an element of a list, a key that is free. */
    void problem(ConfigValue value, String valuePath, String text) {
        problems.add(value.origin(), valuePath, text);
    }

    void problem(SpecOrigin place, String text) {
        problems.add(place, text);
    }

    /** Where the key is written, or where it would be. */
    SpecOrigin origin(String key) {
        ConfigValue value = own.get(key);
        return new SpecOrigin((value == null ? own : value).origin().description(), at(key));
    }

    /** Where the whole node is written. */
    SpecOrigin origin() {
        return new SpecOrigin(own.origin().description(), path);
    }

    boolean has(String key) {
        return find(key) != null;
    }

    /** Whether the operator wrote the key here, as opposed to a default. */
    boolean writes(String key) {
        ConfigValue value = own.get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** Whether the operator wrote an object { … } here, which a text in its place is not. */
    boolean writesObject(String key) {
        return own.get(key) instanceof ConfigObject;
    }

    boolean writesEmptyList(String key) {
        return own.get(key) instanceof ConfigList list && list.isEmpty();
    }

    boolean writesAnything() {
        return !own.isEmpty();
    }

    /** A text that must be there. */
    String text(String key) {
        String text = optionalText(key);
        if (text == null) {
            if (own.get(key) == null || own.get(key).valueType() == ConfigValueType.NULL) {
                problem(key, "is missing");
            }
            return "";
        }
        return text;
    }

    @Nullable
    String optionalText(String key) {
        return read(key, null, "a text that is not empty", SpecNode::scalar);
    }

    /** A text that may be empty, which is as good as absent; never shown in a problem. */
    @Nullable
    String secretText(String key) {
        ConfigValue value = find(key);
        if (value == null) {
            return null;
        }
        if (isStructure(value)) {
            problem(key, "must be a text");
            return null;
        }
        String text = String.valueOf(value.unwrapped());
        return text.isEmpty() ? null : text;
    }

    /** An instant in ISO form, as it is printed. */
    @Nullable
    String optionalInstant(String key) {
        String text = optionalText(key);
        try {
            return text == null ? null : Instant.parse(text).toString();
        } catch (DateTimeParseException failure) {
            problem(key, "must be an instant such as 2025-01-31T12:00:00Z; got \"" + text + "\"");
            return null;
        }
    }

    <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        E value = optionalOneOf(key, type);
        return value == null ? type.getEnumConstants()[0] : value;
    }

    <E extends Enum<E>> @Nullable E optionalOneOf(String key, Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants()).map(SpecNode::keyword).toList();
        int chosen = choice(key, names);
        return chosen < 0 ? null : type.getEnumConstants()[chosen];
    }

    /** The index of the value among {@code names}; -1 when absent or, after a problem, wrong. */
    int choice(String key, List<String> names) {
        String written = optionalText(key);
        if (written == null) {
            return -1;
        }
        int index = names.indexOf(written);
        if (index < 0) {
            problem(
                    key,
                    "must be %s; got \"%s\"%s"
                            .formatted(
                                    names.size() == 1
                                            ? names.get(0)
                                            : "one of " + String.join(", ", names),
                                    written,
                                    NearestName.to(written, names)
                                            .map(near -> ", did you mean \"" + near + "\"?")
                                            .orElse("")));
        }
        return index;
    }

    /** {@code true} or {@code false}; absent is false. */
    boolean truth(String key) {
        return choice(key, List.of("false", "true")) == 1;
    }

    /** A share of a whole: above 0, and up to 1. */
    double share(String key) {
        double share =
                read(key, 1.0, "a share such as 0.01", found -> found.atKey("v").getDouble("v"));
        if (!(share > 0 && share <= 1)) {
            problem(key, "must be above 0 and at most 1; got " + shown(key));
            return 1;
        }
        return share;
    }

    long bytes(String key, long least, long most) {
        return ranged(key, least, most, "a size such as 64MiB", config -> config.getBytes("v"));
    }

    long count(String key, long least, long most) {
        return ranged(key, least, most, "a whole number", config -> config.getLong("v"));
    }

    Duration duration(String key, Duration least) {
        Duration value =
                read(key, least, "a time such as 30s", found -> found.atKey("v").getDuration("v"));
        if (value.compareTo(least) < 0) {
            problem(key, "must be at least " + least.toMillis() + "ms; got " + shown(key));
            return least;
        }
        return value;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (ConfigValue value : list(key)) {
            String text = isStructure(value) ? null : scalar(value);
            if (text == null || text.isBlank()) {
                problems.add(value.origin(), at(key), "must hold texts that are not empty");
            } else if (texts.contains(text)) {
                problems.add(value.origin(), at(key), "holds \"" + text + "\" twice");
            } else {
                texts.add(text);
            }
        }
        return texts;
    }

    /** Keys and texts, sorted by key; dotted keys stand for themselves. */
    Map<String, String> properties(String key) {
        Map<String, String> properties = new TreeMap<>();
        ConfigValue value = find(key);
        if (value instanceof ConfigObject object) {
            object.forEach(
                    (name, entry) -> {
                        if (isStructure(entry)) {
                            problems.add(entry.origin(), at(key) + "." + name, "must be a text");
                        } else if (entry.valueType() != ConfigValueType.NULL) {
                            properties.put(name, String.valueOf(entry.unwrapped()));
                        }
                    });
        } else if (value != null) {
            problem(key, "must be an object { name = value, … }");
        }
        return new LinkedHashMap<>(properties);
    }

    SpecNode child(String key) {
        return child(key, defaults.get(key) instanceof ConfigObject object ? object : empty());
    }

    /** A child with other defaults than this node's. */
    SpecNode child(String key, ConfigObject childDefaults) {
        known.add(key);
        ConfigValue value = own.get(key);
        if (value instanceof ConfigObject object) {
            return new SpecNode(object, childDefaults, at(key), problems);
        }
        if (value != null && value.valueType() != ConfigValueType.NULL) {
            problem(key, "must be an object { … }");
        }
        return new SpecNode(empty().withOrigin(own.origin()), childDefaults, at(key), problems);
    }

    List<SpecNode> children(String key, ConfigObject childDefaults) {
        List<SpecNode> children = new ArrayList<>();
        int number = 0;
        for (ConfigValue value : list(key)) {
            String childPath = at(key) + "[" + number++ + "]";
            if (value instanceof ConfigObject object) {
                children.add(new SpecNode(object, childDefaults, childPath, problems));
            } else {
                problems.add(value.origin(), childPath, "must be an object { name = … }");
            }
        }
        return children;
    }

    /** This node's values over its defaults: the defaults of a node that inherits from it. */
    ConfigObject effective() {
        return own.withFallback(defaults);
    }

    void refuseUnknownKeys() {
        for (String key : new TreeSet<>(own.keySet())) {
            if (!known.contains(key)) {
                problems.unknownKey(own.get(key).origin(), at(key), key, known);
            }
        }
    }

    private long ranged(
            String key, long least, long most, String wanted, Function<Config, Long> reader) {
        long value = read(key, least, wanted, found -> reader.apply(found.atKey("v")));
        if (value < least || value > most) {
            problem(
                    key,
                    (most == Long.MAX_VALUE
                                    ? "must be at least " + least
                                    : "must be from " + least + " to " + most)
                            + "; got "
                            + shown(key));
            return least;
        }
        return value;
    }

    /** The value as {@code reader} makes it; {@code otherwise} when absent or, noted, wrong. */
    private <T> @Nullable T read(
            String key, @Nullable T otherwise, String wanted, Function<ConfigValue, T> reader) {
        ConfigValue value = find(key);
        if (value == null) {
            return otherwise;
        }
        try {
            T made = isStructure(value) ? null : reader.apply(value);
            if (made != null && !(made instanceof String text && text.isBlank())) {
                return made;
            }
        } catch (ConfigException.BadValue | ConfigException.WrongType notSuch) {
            // Said below, in our own words: the library's message names a path that nobody wrote.
        }
        problem(key, "must be " + wanted + "; got " + shown(key));
        return otherwise;
    }

    ConfigList list(String key) {
        ConfigValue value = find(key);
        if (value instanceof ConfigList list) {
            return list;
        }
        if (value != null) {
            problem(key, "must be a list [ … ]; got " + shown(key));
        }
        return ConfigValueFactory.fromIterable(List.of());
    }

    /** The written value, or the default; null where neither is. */
    @Nullable
    ConfigValue find(String key) {
        known.add(key);
        ConfigValue value = own.get(key);
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            value = defaults.get(key);
        }
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    /** The path of a key, as problems show it. */
    String at(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    private String shown(String key) {
        ConfigValue value = find(key);
        return switch (value == null ? ConfigValueType.NULL : value.valueType()) {
            case OBJECT -> "an object";
            case LIST -> "a list";
            case NULL -> "nothing";
            case STRING -> "\"" + value.unwrapped() + "\"";
            case NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
        };
    }

    static boolean isStructure(ConfigValue value) {
        return value.valueType() == ConfigValueType.OBJECT
                || value.valueType() == ConfigValueType.LIST;
    }

    private static String scalar(ConfigValue value) {
        return String.valueOf(value.unwrapped());
    }

    private static String keyword(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
