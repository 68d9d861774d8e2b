package io.drover.model.history;

/** What became of the rows that were read. */
public record RowFates(long read, long loaded, long filtered, long deduplicated, long quarantined) {
    public static final RowFates NONE = new RowFates(0, 0, 0, 0, 0);

    public RowFates plus(RowFates other) {
        return new RowFates(
                read + other.read,
                loaded + other.loaded,
                filtered + other.filtered,
                deduplicated + other.deduplicated,
                quarantined + other.quarantined);
    }

    /** Rows without a fate; anything but 0 is a bug or a manipulated ledger. */
    public long unexplained() {
        return read - loaded - filtered - deduplicated - quarantined;
    }
}
