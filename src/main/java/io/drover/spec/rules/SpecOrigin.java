package io.drover.spec.rules;

/**
 * Where in the spec something was written, for problems that are found later.
 *
 * @param place file and line, as the other problems of a spec show them
 * @param path the key, e.g. {@code tables[0].columns[2].from}
 */
public record SpecOrigin(String place, String path) {
    @Override
    public String toString() {
        return place + ": " + path;
    }
}
