package io.drover.job.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows of a table are looked at: those with one of the keys, or, where there is none, the
 * first.
 *
 * @param rows how many at most of each table, where no keys are given
 * @param keys each from source column to the text of its value, in order
 */
public record SampleRequest(int rows, List<Map<String, String>> keys) {
    public SampleRequest {
        keys =
                keys.stream()
                        .map(key -> Collections.unmodifiableMap(new LinkedHashMap<>(key)))
                        .toList();
    }

    public static SampleRequest first(int rows) {
        return new SampleRequest(rows, List.of());
    }
}
