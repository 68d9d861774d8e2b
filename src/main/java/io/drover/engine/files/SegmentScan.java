package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the records of a segment and notes what their values agree with.
 *
 * <p>Runs on: driver and executors.
 */
final class SegmentScan {
    /** In which a record's beginning is looked for. */
    private static final int WINDOW = 1 << 18;

    /** How many records must look right behind a line feed that begins one. */
    private static final int PROOFS = 3;

    private static final int MOST_TRIES = 200;

    /** A record that goes on for so long where it began by a guess: the guess was wrong. */
    private static final long LONGEST_GUESSED = 1L << 20;

    private final EndpointSpec endpoint;
    private final FilesSpec spec;
    private final TextFormat format;
    private final Segment segment;

    SegmentScan(EndpointSpec endpoint, Segment segment) {
        this.endpoint = endpoint;
        this.spec = (FilesSpec) endpoint.engine();
        this.format = new TextFormat(endpoint);
        this.segment = segment;
    }

    /** What is in it; null where the guess of its beginning cannot have been right. */
    @Nullable
    Segment.Scanned scan() {
        SourceFile file = segment.file();
        try {
            boolean guessed = segment.bounds() == Segment.Bounds.ABOUT && segment.from() > 0;
            long start = guessed ? guess(segment.from()) : segment.from();
            long end =
                    segment.to() == FilePiece.END
                            ? Long.MAX_VALUE
                            : segment.bounds() == Segment.Bounds.EXACT
                                    ? segment.to()
                                    : guess(segment.to());
            try {
                return scan(
                        start, end, guessed ? LONGEST_GUESSED : TextFormat.longestWhileScanning());
            } catch (EndlessRecordException endless) {
                if (guessed) {
                    return null;
                }
                throw endless;
            }
        } catch (IOException failure) {
            throw TextInput.failure(file, failure);
        }
    }

    private Segment.Scanned scan(long start, long end, long longest) throws IOException {
        FilePiece piece =
                new FilePiece(segment.file(), start, FilePiece.END, 1, FilePiece.Writer.OTHERS);
        if (format.isJson()) {
            return json(piece, end, longest);
        }
        ColumnGuess[] guesses = new ColumnGuess[segment.columns().size()];
        for (int column = 0; column < guesses.length; column++) {
            guesses[column] = new ColumnGuess();
        }
        int[] columnOf = columnOf();
        long rows = 0;
        try (Records records = format.records(piece, segment.columns(), Set.of(), longest)) {
            long next = records.nextOffset();
            while (next < end && records.next()) {
                if (records.offset() >= end) {
                    // Lines without a character led over the end.
                    break;
                }
                rows++;
                next = records.nextOffset();
                if (records.damage() == null && records.fields() <= columnOf.length) {
                    note(records, columnOf, guesses);
                }
            }
            return new Segment.Scanned(
                    start,
                    records.offset() >= end ? records.offset() : records.nextOffset(),
                    end,
                    rows,
                    (records.offset() >= end ? records.line() : records.nextLine()) - 1,
                    segment.columns(),
                    List.of(guesses));
        }
    }

    private void note(Records records, int[] columnOf, ColumnGuess[] guesses) {
        for (int field = 0; field < records.fields(); field++) {
            if (!records.isNull(field) && records.damage(field) == null) {
                guesses[columnOf[field]].add(
                        records.array(), records.start(field), records.end(field));
            }
        }
    }

    /** The table's columns may stand in another order in this file. */
    private int[] columnOf() {
        int[] columnOf = new int[segment.columns().size()];
        List<String> own = spec.csv().header() ? format.columns(segment.file()) : segment.columns();
        for (int field = 0; field < columnOf.length; field++) {
            columnOf[field] = own.isEmpty() ? field : segment.columns().indexOf(own.get(field));
        }
        return columnOf;
    }

    private Segment.Scanned json(FilePiece piece, long end, long longest) throws IOException {
        List<String> columns = new ArrayList<>();
        List<ColumnGuess> guesses = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        long rows = 0;
        TextInput input = TextInput.open(endpoint, piece.file(), piece.from());
        try (JsonRecords records =
                new JsonRecords(
                        input.bytes(),
                        piece.file().name(),
                        piece.from() + input.skipped(),
                        1,
                        longest,
                        List.of(),
                        Set.of())) {
            while (records.nextOffset() < end && records.next()) {
                if (records.offset() >= end) {
                    break;
                }
                rows++;
                records.eachValue(
                        (name, bytes, from, to, kind) -> {
                            int column =
                                    numbers.computeIfAbsent(
                                            name,
                                            unseen -> {
                                                columns.add(unseen);
                                                guesses.add(new ColumnGuess());
                                                return columns.size() - 1;
                                            });
                            guesses.get(column).addJson(bytes, from, to, kind);
                        });
            }
            return new Segment.Scanned(
                    piece.from(),
                    records.offset() >= end ? records.offset() : records.nextOffset(),
                    end,
                    rows,
                    (records.offset() >= end ? records.line() : records.nextLine()) - 1,
                    columns,
                    guesses);
        }
    }

    /** The first place from {@code about} on where a record seems to begin. */
    private long guess(long about) throws IOException {
        byte[] window;
        try (InputStream bytes = TextInput.open(endpoint, segment.file(), about - 1).bytes()) {
            window = bytes.readNBytes(WINDOW);
        }
        long first = -1;
        int tries = 0;
        for (int at = 0; at < window.length && tries < MOST_TRIES; at++) {
            if (window[at] == '\n') {
                tries++;
                long start = about + at;
                if (format.isJson() || looksRight(window, at + 1)) {
                    return start;
                }
                first = first < 0 ? start : first;
            }
        }
        return first < 0 ? about : first;
    }

    private boolean looksRight(byte[] window, int from) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(window, from, window.length - from);
        try (Records records =
                format.over(bytes, segment.file(), 0, 1, segment.columns(), Set.of(), WINDOW)) {
            for (int proof = 0; proof < PROOFS && records.next(); proof++) {
                boolean cut = from + records.nextOffset() >= window.length;
                if (!cut
                        && (records.damage() != null
                                || records.fields() != segment.columns().size())) {
                    return false;
                }
            }
            return true;
        } catch (EndlessRecordException openQuote) {
            return false;
        } catch (IOException impossible) {
            throw new MigrationException(ErrorKind.BUG, "Bytes in memory are read", impossible);
        }
    }
}
