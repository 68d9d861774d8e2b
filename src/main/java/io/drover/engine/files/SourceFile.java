package io.drover.engine.files;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A file as it was when the moment was opened.
 *
 * <p>Order: by name.
 *
 * @param name below the endpoint's folder, for people and to open it
 * @param path qualified
 * @param modified in milliseconds, as its file system tells
 */
record SourceFile(String name, String path, long length, long modified)
        implements Comparable<SourceFile>, Serializable {
    private static final Comparator<SourceFile> ORDER =
            Comparator.comparing(SourceFile::name).thenComparing(SourceFile::path);

    @Override
    public int compareTo(SourceFile other) {
        return ORDER.compare(this, other);
    }
}
