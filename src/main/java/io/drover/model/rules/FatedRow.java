package io.drover.model.rules;

/**
 * The shape of a row after its rules, as Spark columns in this order; behind them the values of
 * {@link RowRules#columns}, in order, with their Spark types.
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><td>{@value #OPAQUE}</td><td>binary</td><td>the carried columns' bytes in the table's wire
 * form: of BINARY each field with its length before it, of TEXT the escaped fields with tabs
 * between; empty where nothing is carried</td></tr>
 * <tr><td>{@value #TID}</td><td>bigint</td><td>the source row's place: block * 65536 + offset of
 * its ctid</td></tr>
 * <tr><td>{@value #FATE}</td><td>int</td><td>code of a {@link Fate}</td></tr>
 * <tr><td>{@value #STEP}</td><td>int</td><td>the filter or deduplication that left it out; null
 * otherwise</td></tr>
 * <tr><td>{@value #KEPT}</td><td>bigint</td><td>of a deduplicated row, the place of the one that was
 * kept; null otherwise</td></tr>
 * <tr><td>{@value #VIOLATIONS}</td><td>array of struct(rule int, message string)</td><td>all of them;
 * rule -1: a value that could not be decoded; null where there is none</td></tr>
 * <tr><td>{@value #LOG}</td><td>array of bigint</td><td>bit n % 64 of word n / 64: step n modified
 * the row</td></tr>
 * </table>
 */
public final class FatedRow {
    public static final String OPAQUE = "drover_opaque";
    public static final String TID = "drover_tid";
    public static final String FATE = "drover_fate";
    public static final String STEP = "drover_step";
    public static final String KEPT = "drover_kept";
    public static final String VIOLATIONS = "drover_violations";
    public static final String LOG = "drover_log";

    /**
     * Behind the ruled columns, where the transform was asked to tell it: of a row that is set
     * aside the key that it has in the source, a JSON object of texts; null of others.
     */
    public static final String KEY = "drover_key";

    /** A row as it is read carries this text where a value could not be decoded, and else null. */
    public static final String UNDECODABLE = "drover_undecodable";

    /** Where the ruled columns begin. */
    public static final int FIRST_COLUMN = 7;

    /** The rule number of a violation that is no rule's: the source's value itself. */
    public static final int DECODE = -1;

    private FatedRow() {}
}
