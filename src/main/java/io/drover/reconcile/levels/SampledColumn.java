package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * A column as it is shown beside the other side's: its text, of a long value the beginning and a
 * hash of all of it.
 *
 * @param tolerance how far two numbers, or two times in seconds, may be apart; 0: not at all
 */
record SampledColumn(CarriedColumn of, BigDecimal tolerance) {
    private static final int SHOWN_CHARACTERS = 1000;

    /**
     * SQL of its text; what the target's type makes of the source's text where the types differ.
     *
     * @param prefix of the table that it is a column of, with its dot
     */
    String sql(Side side, String prefix) {
        String column = prefix + Subject.quoted(side, of);
        if (inSeconds()) {
            return "extract(epoch FROM " + column + ")::numeric::text";
        }
        String text = PostgresNames.printed(column);
        if (side == Side.SOURCE && (!of.sameBase() && isBuiltIn(of.target()))) {
            text = PostgresNames.printed(text + "::" + of.target().type());
        }
        return "CASE WHEN length(%1$s) > %2$d THEN left(%1$s, 200) || '… (' || length(%1$s) || ' characters, md5 ' || md5(%1$s) || ')' ELSE %1$s END"
                .formatted(text, SHOWN_CHARACTERS);
    }

    boolean agree(@Nullable String source, @Nullable String target) {
        return (of.kind().isNumber() || inSeconds())
                ? Figures.near(source, target, tolerance)
                : Objects.equals(source, target);
    }

    String note() {
        return tolerance.signum() == 0
                ? ""
                : "may be "
                        + tolerance.toPlainString()
                        + (inSeconds() ? " seconds" : "")
                        + " apart";
    }

    /** The type that a literal is read as to be held against a column: without its modifiers. */
    static String comparedAs(ColumnInfo column) {
        return isBuiltIn(column)
                ? "pg_catalog." + PostgresNames.quote(column.shape().baseName())
                : column.type();
    }

    private boolean inSeconds() {
        return of.kind() == ColumnKind.TIME && tolerance.signum() > 0;
    }

    private static boolean isBuiltIn(ColumnInfo column) {
        return !column.type().contains(".") && !column.type().startsWith("\"");
    }
}
