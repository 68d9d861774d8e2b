package io.drover.testing.snowflake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of a CSV file by Snowflake's rules: an empty field is null, an enclosed empty one is not.
 */
final class CsvRows implements AutoCloseable {
    private final Reader reader;
    private final CsvFormat format;
    private final char delimiter;
    private final char enclosure;
    private final boolean emptyIsNull;
    private long line = 1;
    private long startLine;

    CsvRows(InputStream file, CsvFormat format) {
        this.reader =
                new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8), 1 << 16);
        this.format = format;
        this.delimiter = format.delimiter();
        this.enclosure = format.enclosure();
        this.emptyIsNull = format.flag("EMPTY_FIELD_AS_NULL", true);
    }

    /** The line on which the record began that was read last. */
    long startLine() {
        return startLine;
    }

    /** The next record, a null for each null field; null at the end. */
    List<String> next() throws IOException {
        int character = reader.read();
        if (character < 0) {
            return null;
        }
        startLine = line;
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        while (true) {
            field.setLength(0);
            boolean enclosed = enclosure != 0 && character == enclosure;
            character = enclosed ? readEnclosed(field) : readBare(character, field);
            fields.add(value(field, enclosed));
            if (character != delimiter) {
                line++;
                return fields;
            }
            character = reader.read();
        }
    }

    private String value(StringBuilder field, boolean enclosed) {
        if (!enclosed && field.length() == 0 && emptyIsNull) {
            return null;
        }
        String value = field.toString();
        return !enclosed && value.equals("\\N") && !format.options().containsKey("NULL_IF")
                ? null
                : value;
    }

    /** Returns what ended the field: a delimiter, a line feed or the end. */
    private int readBare(int first, StringBuilder field) throws IOException {
        int character = first;
        while (character >= 0 && character != delimiter && character != '\n') {
            if (character != '\r') {
                field.append((char) character);
            }
            character = reader.read();
        }
        return character;
    }

    private int readEnclosed(StringBuilder field) throws IOException {
        while (true) {
            int character = reader.read();
            if (character < 0) {
                throw new IOException("the file ends within an enclosed field");
            }
            if (character == enclosure) {
                int next = reader.read();
                if (next != enclosure) {
                    return next == '\r' ? reader.read() : next;
                }
            } else if (character == '\n') {
                line++;
            }
            field.append((char) character);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
