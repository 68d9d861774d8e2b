package io.drover.dialect.postgres;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What other products are told of a foreign key that {@code pg_get_constraintdef()} printed.
 *
 * @param referenced the parent's columns, in order
 * @param actions {@code " ON DELETE CASCADE"}, with a blank before each; empty where there is none
 */
public record ForeignKeyText(List<String> referenced, String actions) {
    private static final Pattern ACTION =
            Pattern.compile(
                    " ON (UPDATE|DELETE) (CASCADE|SET NULL|SET DEFAULT|RESTRICT|NO ACTION)");

    public static ForeignKeyText of(String definition) {
        return new ForeignKeyText(
                List.copyOf(ColumnReferences.referenced(definition).names()),
                ACTION.matcher(definition)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.joining()));
    }
}
