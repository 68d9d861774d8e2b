package io.drover.load;

import io.drover.model.Nullable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of a row in the text form of COPY, unescaped. */
public final class LineFields {
    private LineFields() {}

    /**
     * The texts of a line's fields.
     *
     * @param length of the line, its line feed included
     * @return null for NULL
     */
    public static List<@Nullable String> of(byte[] line, int offset, int length) {
        List<@Nullable String> fields = new ArrayList<>();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        boolean isNull = false;
        int end = offset + length - 1;
        for (int at = offset; at <= end; at++) {
            if (at == end || line[at] == '\t') {
                fields.add(isNull ? null : field.toString(StandardCharsets.UTF_8));
                field.reset();
                isNull = false;
            } else if (line[at] == '\\' && at + 1 < end) {
                at++;
                isNull |= line[at] == 'N';
                field.write(unescaped(line[at]));
            } else {
                field.write(line[at]);
            }
        }
        return fields;
    }

    private static int unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> letter;
        };
    }
}
