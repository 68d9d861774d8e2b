package io.drover.spec;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A CSV file that rows are looked up in: UTF-8, RFC 4180, a header line, each key once. An empty
 * field is NULL, a quoted empty one is the empty text.
 *
 * <p>It is read several times and never held: one pass keeps eight bytes of each key, the last only
 * the keys whose eight bytes are not unique.
 */
public final class LookupFile {
    /** It is broadcast to every task, so it must be small. */
    static final long MAX_BYTES = 64L << 20;

    private static final int SHOWN = 3;
    private static final int MAX_COLUMNS = 2000;

    private final Path path;
    private final List<String> keys;

    public LookupFile(Path path, List<String> keys) {
        this.path = path;
        this.keys = keys;
    }

    /** What is wrong with the file, which must have {@code columns}; none: it may be used. */
    List<String> problems(List<String> columns) {
        try {
            if (!Files.isRegularFile(path)) {
                return List.of("is not there: " + path);
            }
            if (Files.size(path) > MAX_BYTES) {
                return List.of(
                        "is too large to be handed to every task: %s has %d bytes, at most %d; load it as a table and look it up there"
                                .formatted(path, Files.size(path), MAX_BYTES));
            }
            if (hasOpenQuote()) {
                return List.of("is no CSV: " + path + " has a quote that is not closed");
            }
            List<String> problems = header(columns);
            return problems.isEmpty() ? rows() : problems;
        } catch (IOException failure) {
            return List.of("cannot be read as UTF-8 text: " + path);
        } catch (TextParsingException failure) {
            if (isOfReading(failure)) {
                return List.of("cannot be read as UTF-8 text: " + path);
            }
            return List.of(
                    "is no CSV: %s, near line %d; a quote in a field is written twice, and the field in quotes"
                            .formatted(path, failure.getLineIndex() + 1));
        }
    }

    private static boolean isOfReading(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** In CSV quotes come in pairs; the parser takes the end of the file for the second one. */
    private boolean hasOpenQuote() throws IOException {
        boolean open = false;
        byte[] buffer = new byte[1 << 16];
        try (InputStream bytes = Files.newInputStream(path)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                for (int index = 0; index < read; index++) {
                    open ^= buffer[index] == '"';
                }
            }
        }
        return open;
    }

    /** SHA-256 of the file's bytes, as 64 hexadecimal digits. */
    public String digest() {
        try (InputStream bytes = Files.newInputStream(path);
                DigestInputStream digested =
                        new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + path, failure);
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("Every Java has SHA-256", failure);
        }
    }

    /**
     * Hands out the fields of these columns of each row; an empty field is null.
     *
     * @throws UncheckedIOException when the file cannot be read any more
     */
    public void rows(List<String> columns, Consumer<String[]> taker) {
        int[] places = new int[columns.size()];
        boolean[] header = {true};
        try {
            read(
                    (line, fields) -> {
                        if (header[0]) {
                            header[0] = false;
                            for (int column = 0; column < places.length; column++) {
                                places[column] = Arrays.asList(fields).indexOf(columns.get(column));
                            }
                        } else {
                            taker.accept(key(fields, places).toArray(String[]::new));
                        }
                        return true;
                    });
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + path, failure);
        }
    }

    private List<String> header(List<String> columns) throws IOException {
        List<String> header = new ArrayList<>();
        read(
                (line, fields) -> {
                    header.addAll(Arrays.asList(fields));
                    return false;
                });
        if (header.isEmpty()) {
            return List.of("is empty, and has no header line: " + path);
        }
        List<String> problems = new ArrayList<>();
        List<String> named = header.stream().map(name -> name == null ? "" : name).toList();
        for (String column : columns) {
            if (named.stream().filter(column::equals).count() > 1) {
                problems.add("has the column \"%s\" twice: %s".formatted(column, path));
            } else if (!named.contains(column)) {
                problems.add(
                        "has no column \"%s\"%s: %s has %s"
                                .formatted(
                                        column,
                                        NearestName.to(column, named)
                                                .map(near -> ", did you mean \"" + near + "\"?")
                                                .orElse(""),
                                        path,
                                        String.join(", ", named)));
            }
        }
        return problems;
    }

    private List<String> rows() throws IOException {
        KeyHashes hashes = new KeyHashes();
        List<String> problems = new ArrayList<>();
        int[] places = new int[keys.size()];
        int[] width = new int[1];
        read(
                (line, fields) -> {
                    if (width[0] == 0) {
                        width[0] = fields.length;
                        for (int key = 0; key < places.length; key++) {
                            places[key] = Arrays.asList(fields).indexOf(keys.get(key));
                        }
                    } else if (fields.length != width[0]) {
                        problems.add(
                                "has %d fields in line %d, and %d in its header: %s"
                                        .formatted(fields.length, line, width[0], path));
                    } else {
                        List<String> key = key(fields, places);
                        if (key.contains(null)) {
                            problems.add("has no key in line %d: %s".formatted(line, path));
                        } else {
                            hashes.add(key);
                        }
                    }
                    return problems.size() < SHOWN;
                });
        return problems.isEmpty() ? duplicates(places, hashes.repeated()) : problems;
    }

    private List<String> duplicates(int[] places, Set<Long> suspects) throws IOException {
        Map<List<String>, List<Long>> lines = new LinkedHashMap<>();
        if (!suspects.isEmpty()) {
            boolean[] header = {true};
            read(
                    (line, fields) -> {
                        List<String> key = key(fields, places);
                        if (!header[0] && suspects.contains(KeyHashes.hash(key))) {
                            lines.computeIfAbsent(key, none -> new ArrayList<>()).add(line);
                        }
                        header[0] = false;
                        return true;
                    });
        }
        List<String> repeated =
                lines.entrySet().stream()
                        .filter(entry -> entry.getValue().size() > 1)
                        .map(entry -> shown(entry.getKey(), entry.getValue()))
                        .toList();
        if (repeated.isEmpty()) {
            return List.of();
        }
        String more = repeated.size() > SHOWN ? " and " + (repeated.size() - SHOWN) + " more" : "";
        return List.of(
                "has keys more than once, and a row would be doubled: %s%s; leave one line of each in %s"
                        .formatted(
                                String.join(
                                        ", ",
                                        repeated.subList(0, Math.min(SHOWN, repeated.size()))),
                                more,
                                path));
    }

    private static String shown(List<String> key, List<Long> lines) {
        List<String> first = lines.stream().limit(SHOWN).map(String::valueOf).toList();
        return "\"%s\" (lines %s%s)"
                .formatted(
                        String.join(", ", key),
                        String.join(", ", first),
                        lines.size() > SHOWN ? ", …" : "");
    }

    private static List<String> key(String[] fields, int[] places) {
        String[] key = new String[places.length];
        for (int part = 0; part < key.length; part++) {
            key[part] = fields[places[part]];
        }
        return Arrays.asList(key);
    }

    private void read(Rows rows) throws IOException {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        settings.setEmptyValue("");
        settings.setMaxCharsPerColumn(-1);
        settings.setMaxColumns(MAX_COLUMNS);
        settings.setReadInputOnSeparateThread(false);
        settings.getFormat().setComment('\0');
        CsvParser parser = new CsvParser(settings);
        try (Reader text = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            parser.beginParsing(text);
            boolean more = true;
            for (String[] fields = parser.parseNext(); more && fields != null; ) {
                more = rows.take(parser.getContext().currentLine(), fields);
                fields = more ? parser.parseNext() : null;
            }
        } finally {
            parser.stopParsing();
        }
    }

    /** Takes the header and the rows in order, until it has seen enough. */
    private interface Rows {
        boolean take(long line, String[] fields);
    }
}
