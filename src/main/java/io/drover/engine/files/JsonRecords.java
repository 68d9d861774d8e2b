package io.drover.engine.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.drover.model.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The records of a text of JSON lines: one object a line, its members the columns. Texts are fields
 * as they are, numbers and nested values as they are written, {@code null} and members that lack
 * are NULL. A line that is no object, or has a key twice, is damaged; a blank line is no record.
 */
final class JsonRecords implements Records {
    private static final JsonFactory DOCUMENTS =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final String HALF_PAIR = "has half a surrogate pair, which is no character";

    /** What a member of an object is. */
    enum Kind {
        TEXT(1),
        NUMBER(2),
        TRUTH(4),
        NESTED(8);

        private final int bit;

        Kind(int bit) {
            this.bit = bit;
        }

        /** In a set of them. */
        int bit() {
            return bit;
        }
    }

    /** Takes the members of a record that are not null. */
    interface Members {
        void take(String name, byte[] bytes, int from, int to, Kind kind);
    }

    private final Lines lines;
    private final Map<String, Integer> fieldOf = new HashMap<>();
    private final Set<String> documents;
    private final int[] starts;
    private final int[] ends;
    private byte[] values = new byte[1 << 12];
    private int size;
    private String damage;

    JsonRecords(
            InputStream input,
            String file,
            long offset,
            long line,
            long longest,
            List<String> columns,
            Set<String> documents) {
        this.documents = Set.copyOf(documents);
        this.lines = new Lines(input, file, offset, line, longest);
        this.starts = new int[columns.size()];
        this.ends = new int[columns.size()];
        for (int column = 0; column < columns.size(); column++) {
            fieldOf.put(columns.get(column), column);
        }
    }

    @Override
    public boolean next() throws IOException {
        do {
            if (!lines.next()) {
                return false;
            }
        } while (lines.isBlank());
        damage = null;
        size = 0;
        if (starts.length > 0) {
            Arrays.fill(starts, -1);
            eachValue(this::keep);
        }
        return true;
    }

    private void keep(String name, byte[] bytes, int from, int to, Kind kind) {
        Integer field = fieldOf.get(name);
        if (field == null) {
            return;
        }
        if (kind == Kind.TEXT && documents.contains(name)) {
            byte[] quoted =
                    ('"'
                                    + new String(
                                            JsonStringEncoder.getInstance()
                                                    .quoteAsString(
                                                            FieldWriter.text(bytes, from, to)))
                                    + '"')
                            .getBytes(StandardCharsets.UTF_8);
            keep(name, quoted, 0, quoted.length, Kind.NESTED);
            return;
        }
        int length = to - from;
        if (values.length - size < length) {
            values = Arrays.copyOf(values, Math.max(2 * values.length, size + length));
        }
        System.arraycopy(bytes, from, values, size, length);
        starts[field] = size;
        size += length;
        ends[field] = size;
    }

    /** The members of the record; none of those behind damage. */
    void eachValue(Members members) {
        byte[] array = lines.array();
        int bad = Utf8.firstBad(array, lines.start(), lines.end());
        if (bad >= 0) {
            damage = "has " + Utf8.told(array, bad, lines.offset() + bad - lines.start());
            return;
        }
        try (JsonParser parser =
                DOCUMENTS.createParser(array, lines.start(), lines.end() - lines.start())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                damage = "is no JSON object";
                return;
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.getCurrentName();
                // Half a surrogate pair would become a question mark.
                if (!wellFormed(name)) {
                    damage = HALF_PAIR;
                    return;
                }
                member(name, parser, parser.nextToken(), members);
            }
            if (parser.nextToken() != null) {
                damage = "has something behind its JSON object";
            }
        } catch (JsonProcessingException noDocument) {
            damage =
                    noDocument.getOriginalMessage().startsWith("Duplicate field")
                            ? "has a key twice"
                            : "is no JSON object, from its byte "
                                    + noDocument.getLocation().getByteOffset();
        } catch (IOException impossible) {
            throw new IllegalStateException("Bytes in memory are read", impossible);
        }
    }

    private static boolean wellFormed(String text) {
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (Character.isSurrogate(next)) {
                if (!Character.isHighSurrogate(next)
                        || at + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(at + 1))) {
                    return false;
                }
                at++;
            }
        }
        return true;
    }

    private void member(String name, JsonParser parser, JsonToken token, Members members)
            throws IOException {
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> {
                if (!wellFormed(parser.getText())) {
                    damage = HALF_PAIR;
                    return;
                }
                byte[] utf8 = parser.getText().getBytes(StandardCharsets.UTF_8);
                members.take(name, utf8, 0, utf8.length, Kind.TEXT);
            }
            case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                byte[] utf8 = parser.getText().getBytes(StandardCharsets.UTF_8);
                members.take(
                        name, utf8, 0, utf8.length, token.isBoolean() ? Kind.TRUTH : Kind.NUMBER);
            }
            default -> {
                ByteArrayOutputStream copy = new ByteArrayOutputStream();
                try (JsonGenerator generator = DOCUMENTS.createGenerator(copy)) {
                    copy(parser, generator);
                }
                members.take(name, copy.toByteArray(), 0, copy.size(), Kind.NESTED);
            }
        }
    }

    /** The structure token by token, numbers as they are written. */
    private static void copy(JsonParser parser, JsonGenerator generator) throws IOException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            switch (token) {
                case FIELD_NAME -> generator.writeFieldName(parser.getCurrentName());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                        generator.writeNumber(parser.getText());
                default -> generator.copyCurrentEvent(parser);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    @Override
    public int fields() {
        return starts.length;
    }

    @Override
    public byte[] array() {
        return values;
    }

    @Override
    public int start(int field) {
        return starts[field];
    }

    @Override
    public int end(int field) {
        return ends[field];
    }

    @Override
    public boolean isNull(int field) {
        return starts[field] < 0;
    }

    @Override
    public boolean isQuoted(int field) {
        return true;
    }

    @Override
    public @Nullable String damage(int field) {
        for (int at = starts[field]; at < ends[field]; at++) {
            if (values[at] == 0) {
                return "a zero byte, which no text can hold";
            }
        }
        return null;
    }

    @Override
    public @Nullable String damage() {
        return damage;
    }

    /** The line as it stands. */
    String text() {
        return FieldWriter.text(lines.array(), lines.start(), lines.end());
    }

    @Override
    public long line() {
        return lines.line();
    }

    @Override
    public long offset() {
        return lines.offset();
    }

    @Override
    public long nextOffset() {
        return lines.nextOffset();
    }

    @Override
    public long nextLine() {
        return lines.nextLine();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
