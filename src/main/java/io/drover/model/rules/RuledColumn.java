package io.drover.model.rules;

import java.io.Serializable;

/**
 * A column of the target that rules make.
 *
 * @param target its name
 * @param targetType the target's own name of the type, with modifiers
 * @param sparkType of the value that is handed to the loader, as Spark DDL
 * @param expression Spark SQL over decoded columns, lookups and steps
 */
public record RuledColumn(String target, String targetType, String sparkType, String expression)
        implements Serializable {}
