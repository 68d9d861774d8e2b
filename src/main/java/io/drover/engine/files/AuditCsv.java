package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.CsvSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of CSV as an auditor reads it: by searching the next sign in its text. It has no code in
 * common with {@link CsvRecords}, and the same law.
 */
final class AuditCsv {
    private final AuditLines lines;
    private final CsvSpec csv;
    private final List<Field> fields = new ArrayList<>();
    private String text = "";
    private boolean damaged;

    /**
     * A field; its text null where its bytes are no text.
     *
     * @param quoted and so never NULL
     */
    record Field(@Nullable String text, boolean quoted) {}

    AuditCsv(AuditLines lines, CsvSpec csv) {
        this.lines = lines;
        this.csv = csv;
    }

    /** The fields of the next record; null at the end. */
    @Nullable
    List<Field> next() throws IOException {
        String line = lines.next();
        if (line == null) {
            return null;
        }
        text = line;
        damaged = false;
        fields.clear();
        int at = 0;
        do {
            at = at < text.length() && text.charAt(at) == csv.quote() ? quoted(at + 1) : plain(at);
        } while (at >= 0);
        return fields;
    }

    /** Whether the record that was read last has signs where none may be. */
    boolean isDamaged() {
        return damaged;
    }

    /** Where the next field begins; -1 behind the last one. */
    private int plain(int from) {
        int end = text.indexOf(csv.delimiter(), from);
        String field = text.substring(from, end < 0 ? text.length() : end);
        if (end < 0 && field.endsWith("\r")) {
            field = field.substring(0, field.length() - 1);
        }
        damaged |= field.indexOf('\r') >= 0;
        damaged |= csv.quote() != CsvSpec.NONE && field.indexOf(csv.quote()) >= 0;
        fields.add(new Field(AuditLines.decoded(field), false));
        return end < 0 ? -1 : end + 1;
    }

    private int quoted(int from) throws IOException {
        StringBuilder value = new StringBuilder();
        int at = from;
        while (true) {
            int sign = sign(at);
            if (sign < 0) {
                value.append(text, at, text.length()).append('\n');
                String more = lines.next();
                if (more == null) {
                    throw new MigrationException(
                            ErrorKind.SOURCE,
                            "Cannot compare a CSV file: a quote is not closed before its end.");
                }
                text = more;
                at = 0;
                continue;
            }
            value.append(text, at, sign);
            boolean more = sign + 1 < text.length();
            char next = more ? text.charAt(sign + 1) : '\n';
            if (text.charAt(sign) != csv.quote()) {
                boolean escapes = more && (next == csv.quote() || next == csv.escape());
                value.append(escapes ? next : text.charAt(sign));
                at = sign + (escapes ? 2 : 1);
            } else if (csv.quote() == csv.escape() && next == csv.quote()) {
                value.append(next);
                at = sign + 2;
            } else {
                return closed(value.toString(), sign + 1);
            }
        }
    }

    /** Behind a closing quote nothing may stand but a delimiter or the end. */
    private int closed(String value, int from) {
        int end = text.indexOf(csv.delimiter(), from);
        String rest = text.substring(from, end < 0 ? text.length() : end);
        damaged |= !rest.isEmpty() && !(end < 0 && rest.equals("\r"));
        fields.add(new Field(AuditLines.decoded(value), true));
        return end < 0 ? -1 : end + 1;
    }

    private int sign(int from) {
        int quote = text.indexOf(csv.quote(), from);
        int escape = text.indexOf(csv.escape(), from);
        return quote < 0 || escape < 0 ? Math.max(quote, escape) : Math.min(quote, escape);
    }
}
