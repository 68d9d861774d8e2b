package io.drover.testing.snowflake;

import java.util.Locale;

/**
 * A place in a stage, as {@code @stage/path} names it.
 *
 * @param path below the stage, without slashes at either end; empty for the whole stage
 */
record StagePath(String stage, String path) {
    /** As a statement may name it; masked text. */
    static final String PATTERN = "(@[^\\s()',]+|'\\d+')";

    static StagePath of(SqlText text, String token) {
        String plain =
                (token.startsWith("'") ? text.value(token) : text.unmask(token)).replace("\"", "");
        if (!plain.startsWith("@")) {
            throw SnowflakeError.syntax("Not a stage: " + plain);
        }
        int slash = plain.indexOf('/');
        String stage = slash < 0 ? plain.substring(1) : plain.substring(1, slash);
        String path = slash < 0 ? "" : plain.substring(slash + 1);
        return new StagePath(
                stage.substring(stage.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT),
                path.replaceAll("^/+|/+$", ""));
    }

    /** The key under which {@link Stages} keeps a file of this place; itself when empty. */
    String key(String file) {
        String folder = path.isEmpty() ? stage + "/" : stage + "/" + path + "/";
        return folder + file;
    }
}
