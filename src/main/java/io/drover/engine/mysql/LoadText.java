package io.drover.engine.mysql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Rows as LOAD DATA reads them: fields parted by tabs, lines by line feeds, backslashes before what
 * would be mistaken, {@code \N} for NULL. Bytes and bits are texts that the statement turns back.
 *
 * <p>Source: MySQL 8.4 manual, 15.2.9 "LOAD DATA Statement".
 */
final class LoadText {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private LoadText() {}

    /** The rows of a batch, each a value for each column. */
    static InputStream of(List<Object[]> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        for (Object[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                if (column > 0) {
                    out.write('\t');
                }
                if (row[column] == null) {
                    out.write('\\');
                    out.write('N');
                } else {
                    escape(text(row[column]), out);
                }
            }
            out.write('\n');
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    /** A value as the server reads it: instants in UTC, bytes in hexadecimal digits. */
    static String text(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Date day) {
            return day.toLocalDate().toString();
        }
        if (value instanceof LocalDate day) {
            return day.toString();
        }
        if (value instanceof Timestamp moment) {
            return MOMENT.format(moment.toInstant().atOffset(ZoneOffset.UTC));
        }
        if (value instanceof Instant moment) {
            return MOMENT.format(moment.atOffset(ZoneOffset.UTC));
        }
        if (value instanceof LocalDateTime moment) {
            return MOMENT.format(moment);
        }
        return value.toString();
    }

    private static void escape(String text, ByteArrayOutputStream out) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            switch (each) {
                case '\\' -> both('\\', out);
                case '\t' -> both('t', out);
                case '\n' -> both('n', out);
                case 0 -> both('0', out);
                default -> out.write(each);
            }
        }
    }

    private static void both(char letter, ByteArrayOutputStream out) {
        out.write('\\');
        out.write(letter);
    }
}
