package io.drover.spec;

import com.typesafe.config.ConfigObject;
import java.util.Map;

/** The leaves of {@code reference.conf}. */
final class DefaultKeys {
    private DefaultKeys() {}

    /** Adds every leaf under its dotted path; an empty object is a leaf. */
    static void collect(String path, ConfigObject object, Map<String, Object> keys) {
        object.forEach(
                (key, value) -> {
                    String at = path.isEmpty() ? key : path + "." + key;
                    if (value instanceof ConfigObject child && !child.isEmpty()) {
                        collect(at, child, keys);
                    } else {
                        keys.put(at, value);
                    }
                });
    }
}
