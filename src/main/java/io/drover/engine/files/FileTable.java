package io.drover.engine.files;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.io.Serializable;
import java.util.List;

/**
 * The files that are one table, sorted.
 *
 * @param root the folder that they are below, where they are a sub-folder; else the endpoint's
 * @param manifest of a table that Drover wrote; else null
 */
record FileTable(TableName name, String root, List<SourceFile> files, @Nullable Manifest manifest)
        implements Serializable {
    static final String SCHEMA = "files";

    FileTable {
        files = List.copyOf(files);
    }

    long bytes() {
        return files.stream().mapToLong(SourceFile::length).sum();
    }
}
