package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scans the files of a table once, in parallel: exact counts of records, the columns, what their
 * values agree with, and where files can be cut.
 *
 * <p>Where a segment's records begin is guessed by what follows a line feed. The guess counts only
 * when the segment before it ends there; else the segment is scanned again from where that one did
 * end. So the cuts are exact whatever stands between quotes.
 */
final class TableScan {
    private static final long SEGMENT_BYTES = 8L << 20;
    private static final int MOST_SEGMENTS = 2000;

    private static final TextFormat.Header NO_HEADER = new TextFormat.Header(List.of(), List.of());

    private final EndpointSpec endpoint;
    private final FilesSpec spec;
    private final TextFormat format;
    private final ScanTasks tasks;

    TableScan(EndpointSpec endpoint, ScanTasks tasks) {
        this.endpoint = endpoint;
        this.spec = (FilesSpec) endpoint.engine();
        this.format = new TextFormat(endpoint);
        this.tasks = tasks;
    }

    ScannedTable scan(FileTable table) {
        TextFormat.Header header = format.isJson() ? NO_HEADER : header(table);
        List<String> columns = header.columns();
        List<Segment> segments = new ArrayList<>();
        for (SourceFile file : table.files()) {
            segments.addAll(segments(file, columns));
        }
        EndpointSpec at = endpoint;
        List<Segment.Scanned> found =
                tasks.run(segments, segment -> new SegmentScan(at, segment).scan());
        Map<String, ColumnGuess> guesses = new LinkedHashMap<>();
        columns.forEach(column -> guesses.put(column, new ColumnGuess()));
        List<ScannedTable.Part> parts = new ArrayList<>();
        SourceFile file = null;
        long start = 0;
        long line = 1;
        for (int number = 0; number < segments.size(); number++) {
            Segment segment = segments.get(number);
            if (!segment.file().equals(file)) {
                file = segment.file();
                start = 0;
                line = 1;
            }
            Segment.Scanned scanned = settled(segment, found.get(number), start);
            boolean last =
                    number + 1 == segments.size() || !segments.get(number + 1).file().equals(file);
            if (scanned.rows() > 0) {
                long end = last ? FilePiece.END : scanned.end();
                parts.add(
                        new ScannedTable.Part(
                                new FilePiece(
                                        file,
                                        start,
                                        end,
                                        line,
                                        table.manifest() == null
                                                ? FilePiece.Writer.OTHERS
                                                : FilePiece.Writer.DROVER),
                                scanned.rows(),
                                (last ? file.length() : scanned.end()) - start));
            }
            for (int column = 0; column < scanned.columns().size(); column++) {
                guesses.computeIfAbsent(scanned.columns().get(column), unseen -> new ColumnGuess())
                        .merge(scanned.guesses().get(column));
            }
            line += scanned.lines();
            start = Math.max(start, scanned.end());
        }
        if (guesses.isEmpty() && table.manifest() == null) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot tell the columns of table %s: %s. Exclude the table."
                            .formatted(
                                    table.name(),
                                    format.isJson()
                                            ? "no line of its files has a member"
                                            : "its files are empty"));
        }
        List<String> names = List.copyOf(guesses.keySet());
        return new ScannedTable(
                table.name(), names, List.copyOf(guesses.values()), parts, header.renamed());
    }

    /** What is in the segment from where the one before it ended. */
    private Segment.Scanned settled(Segment segment, @Nullable Segment.Scanned found, long start) {
        if (found != null && (found.start() == start || segment.from() == 0)) {
            return found;
        }
        long end =
                found != null
                        ? found.guessedEnd()
                        : segment.to() == FilePiece.END ? Long.MAX_VALUE : segment.to();
        if (start >= end) {
            return new Segment.Scanned(start, start, end, 0, 0, List.of(), List.of());
        }
        Segment again =
                new Segment(
                        segment.file(),
                        start,
                        end == Long.MAX_VALUE ? FilePiece.END : end,
                        Segment.Bounds.EXACT,
                        segment.columns());
        EndpointSpec at = endpoint;
        return tasks.run(List.of(again), each -> new SegmentScan(at, each).scan()).get(0);
    }

    private List<Segment> segments(SourceFile file, List<String> columns) {
        long size = Math.max(SEGMENT_BYTES, file.length() / MOST_SEGMENTS);
        List<Segment> segments = new ArrayList<>();
        if (file.length() > size && isSeekable(file)) {
            long from = 0;
            while (file.length() - from > size + size / 2) {
                segments.add(new Segment(file, from, from + size, Segment.Bounds.ABOUT, columns));
                from += size;
            }
            segments.add(new Segment(file, from, FilePiece.END, Segment.Bounds.ABOUT, columns));
            return segments;
        }
        return List.of(new Segment(file, 0, FilePiece.END, Segment.Bounds.EXACT, columns));
    }

    private boolean isSeekable(SourceFile file) {
        TextInput input = TextInput.open(endpoint, file, 0);
        try (var bytes = input.bytes()) {
            return input.seekable();
        } catch (java.io.IOException failure) {
            throw TextInput.failure(file, failure);
        }
    }

    /** The columns of the first file that has a record; the others must have the same. */
    private TextFormat.Header header(FileTable table) {
        EndpointSpec at = endpoint;
        List<TextFormat.Header> headers =
                tasks.run(table.files(), file -> new TextFormat(at).header(file));
        TextFormat.Header first = NO_HEADER;
        SourceFile firstFile = null;
        for (int number = 0; number < headers.size(); number++) {
            TextFormat.Header header = headers.get(number);
            if (header == null) {
                continue;
            }
            if (firstFile == null) {
                first = header;
                firstFile = table.files().get(number);
            } else if (spec.csv().header()
                    && !new HashSet<>(first.columns()).equals(new HashSet<>(header.columns()))) {
                throw otherHeader(
                        table,
                        firstFile,
                        first.columns(),
                        table.files().get(number),
                        header.columns());
            }
        }
        return first;
    }

    private static MigrationException otherHeader(
            FileTable table,
            SourceFile firstFile,
            List<String> first,
            SourceFile otherFile,
            List<String> other) {
        List<String> lacks = new ArrayList<>(first);
        lacks.removeAll(other);
        List<String> more = new ArrayList<>(other);
        more.removeAll(first);
        return new MigrationException(
                ErrorKind.SOURCE,
                "Cannot read the files of table %s as one: %s has other columns than %s (it lacks %s, and has %s besides). Put it into a folder of its own."
                        .formatted(table.name(), otherFile.name(), firstFile.name(), lacks, more));
    }
}
