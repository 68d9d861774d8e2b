package io.drover.model.profile;

import java.io.Serializable;
import java.util.List;

/**
 * Values of a column that deserve a look.
 *
 * @param rows counted over all rows read
 * @param examples the first that were met, each once; empty where the column is masked
 */
public record Trouble(Kind kind, long rows, List<String> examples) implements Serializable {
    /** What is odd about a value. */
    public enum Kind {
        REPLACEMENT_CHARACTER("hold the replacement character U+FFFD: something was lost before"),
        CONTROL_CHARACTER("hold control characters"),
        MOJIBAKE("look like UTF-8 that was read as Windows-1252, e.g. Ã©"),
        NOT_NFC("hold combining characters that are not composed (not in form NFC)"),
        LEADING_BLANK("begin with a blank"),
        TRAILING_BLANK("end with a blank"),
        NOT_A_NUMBER("are NaN or infinite"),
        DATE_INFINITE("are infinity or -infinity"),
        DATE_SENTINEL("look like a stand-in for no date, e.g. 9999-12-31"),
        DATE_OUT_OF_RANGE("lie before 1900 or after 2100");

        private final String says;

        Kind(String says) {
            this.says = says;
        }

        /** Completes "12 values …". */
        public String says() {
            return says;
        }
    }

    public Trouble {
        examples = List.copyOf(examples);
    }
}
