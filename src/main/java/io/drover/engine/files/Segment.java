package io.drover.engine.files;

import java.io.Serializable;
import java.util.List;

/**
 * A part of a file to be scanned. Where its records begin is guessed, unless it is known, and
 * checked against where those before it end.
 *
 * @param from about where it begins
 * @param to about where the next one does; {@link FilePiece#END}: at the end of the file
 * @param columns of the table, in order
 */
record Segment(SourceFile file, long from, long to, Bounds bounds, List<String> columns)
        implements Serializable {
    /** Whether records begin at the bounds. */
    enum Bounds {
        ABOUT,
        EXACT
    }

    /**
     * What was found in it.
     *
     * @param start where its first record begins, as far as is known
     * @param end where the next one does
     * @param guessedEnd where the next segment was guessed to begin
     * @param rows records, damaged ones too
     * @param lines how many line feeds
     * @param columns those that it has, in order of their first value
     * @param guesses for each of them
     */
    record Scanned(
            long start,
            long end,
            long guessedEnd,
            long rows,
            long lines,
            List<String> columns,
            List<ColumnGuess> guesses)
            implements Serializable {}
}
