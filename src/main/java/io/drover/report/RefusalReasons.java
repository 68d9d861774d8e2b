package io.drover.report;

import java.util.Map;

/**
 * Words for the SQLSTATE of a refused row, which unlike the server's message hold no value of it.
 *
 * <p>Source: PostgreSQL documentation, appendix A, classes 22 and 23.
 */
final class RefusalReasons {
    private static final Map<String, String> CONDITIONS =
            Map.ofEntries(
                    Map.entry("22000", "data exception"),
                    Map.entry("22001", "text too long for its column"),
                    Map.entry("22003", "number out of range"),
                    Map.entry("22004", "NULL not allowed"),
                    Map.entry("22007", "invalid date or time"),
                    Map.entry("22008", "date or time out of range"),
                    Map.entry("22021", "character not in the target's encoding"),
                    Map.entry("22026", "bit string of another length"),
                    Map.entry("22030", "duplicate key in a JSON object"),
                    Map.entry("22032", "invalid JSON"),
                    Map.entry("22P02", "invalid text for the type"),
                    Map.entry("22P03", "invalid binary form for the type"),
                    Map.entry("22P04", "malformed copy data"),
                    Map.entry("22P05", "character that the target's encoding lacks"),
                    Map.entry("23000", "constraint violation"),
                    Map.entry("23001", "restrict violation"),
                    Map.entry("23502", "NULL in a column that is NOT NULL"),
                    Map.entry("23503", "foreign key violation"),
                    Map.entry("23505", "duplicate key"),
                    Map.entry("23514", "check violation"),
                    Map.entry("23P01", "exclusion violation"));

    private RefusalReasons() {}

    static String describe(String state, String constraint) {
        if (!constraint.isEmpty()) {
            return constraint;
        }
        return CONDITIONS.getOrDefault(state, "refused by the target");
    }
}
