package io.drover.spec.rules;

import io.drover.model.Nullable;
import io.drover.model.rules.LookupPlan;
import io.drover.spec.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One change of a value, in the order in which a column's steps are done. */
public sealed interface ValueStep {
    /** {@code trim = both | leading | trailing}: white space at the ends. */
    record Trim(Ends ends) implements ValueStep {
        /** Which end of a text. */
        public enum Ends {
            BOTH,
            LEADING,
            TRAILING
        }
    }

    /** {@code unicode = nfc | nfd | nfkc | nfkd}. */
    record UnicodeForm(Form form) implements ValueStep {
        /** Unicode Standard Annex 15. */
        public enum Form {
            NFC,
            NFD,
            NFKC,
            NFKD
        }
    }

    /** {@code case = upper | lower | title}. */
    record LetterCase(To to) implements ValueStep {
        /** What letters become. */
        public enum To {
            UPPER,
            LOWER,
            TITLE
        }
    }

    /** {@code map { "101" = "PROG-1", … }, otherwise = …}: texts to texts, many to one, sorted. */
    record ValueMap(Map<String, String> values, Otherwise otherwise) implements ValueStep {
        public ValueMap {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** {@code lookup { table = …, key = code, value = iso }, otherwise = …}. */
    record Lookup(LookupTable table, String value, Otherwise otherwise) implements ValueStep {}

    /** {@code default = text}: instead of NULL. */
    record DefaultForNull(String text) implements ValueStep {}

    /**
     * {@code mask { how = hash, secret = ${?SECRET} }} and the like, for rehearsals.
     *
     * @param secret of HASH; null for the others
     * @param keep of KEEP_LAST: how many characters stay; 0 for the others
     */
    record Mask(How how, @Nullable Secret secret, int keep) implements ValueStep {
        /** What is left of the value. */
        public enum How {
            /** HMAC-SHA-256 under the secret, in hexadecimal digits. */
            HASH,
            /** Nothing: the fixed text {@code ***}, or NULL for NULL. */
            REDACT,
            /** The last {@code keep} characters behind as many stars as were in front of them. */
            KEEP_LAST
        }
    }

    /**
     * What a map or a lookup does with a value that it does not have. NULL is never looked up and
     * stays NULL.
     *
     * @param value for DEFAULT
     * @param flag whether the flag column is raised
     */
    record Otherwise(Way way, @Nullable String value, boolean flag) {
        /** {@code otherwise = keep | violation | { default = text }}. */
        public enum Way {
            KEEP,
            DEFAULT,
            VIOLATION
        }
    }

    /**
     * The table of a lookup or of a check for existence.
     *
     * @param origin {@code table} of the source, {@code target-table}, or {@code file}
     * @param keys its key columns
     * @param digest SHA-256 of the file, or null
     */
    record LookupTable(
            LookupPlan.Origin origin, String location, List<String> keys, @Nullable String digest) {
        public LookupTable {
            keys = List.copyOf(keys);
        }
    }
}
