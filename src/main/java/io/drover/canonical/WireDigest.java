package io.drover.canonical;

import io.drover.model.WireForm;

/**
 * The first 128 bits of the SHA-256 of a row's wire bytes, the whole of a {@link
 * io.drover.model.WireRows} row. Both wire forms frame their fields and tell NULL from any value,
 * so different rows have different bytes.
 *
 * <p>It compares rows of the same engine and the same types only: the bytes are the server's own.
 */
public final class WireDigest implements RowDigest {
    private final String equality;
    private final Sha256 sha256 = new Sha256();

    public WireDigest(WireForm form) {
        this.equality = equality(form);
    }

    /** The name of the equality over one wire form, without making a digest. */
    public static String equality(WireForm form) {
        return switch (form) {
            case BINARY -> "wire-binary/sha256-128 v1";
            case TEXT -> "wire-text/sha256-128 v1";
        };
    }

    @Override
    public String equality() {
        return equality;
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
