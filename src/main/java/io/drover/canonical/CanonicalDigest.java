package io.drover.canonical;

/**
 * The first 128 bits of the SHA-256 of a row's canonical form, whatever engine it is from.
 *
 * @see RowForm the bytes that are digested
 */
public final class CanonicalDigest implements RowDigest {
    /** The name of the equality. */
    public static final String EQUALITY = "canonical/sha256-128 v1";

    private final Sha256 sha256 = new Sha256();

    @Override
    public String equality() {
        return EQUALITY;
    }

    /** Digests a whole row. */
    public void digest(RowForm row) {
        digest(row.bytes(), 0, row.length());
    }

    /** Digests the frames of the first columns, as those of a key. */
    public void digestFirst(RowForm row, int columns) {
        digest(row.bytes(), row.frameAt(0), row.frameAt(columns) - row.frameAt(0));
    }

    @Override
    public void digest(byte[] row, int offset, int length) {
        sha256.digest(row, offset, length);
    }

    @Override
    public long high() {
        return sha256.high();
    }

    @Override
    public long low() {
        return sha256.low();
    }
}
