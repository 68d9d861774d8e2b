package io.drover.canonical;

import io.drover.model.WireForm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of the SHA-256 of a row's wire bytes, the whole of a {@link
 * io.drover.model.WireRows} row. Both wire forms frame their fields and tell NULL from any value,
 * so different rows have different bytes.
 *
 * <p>It compares rows of the same engine and the same types only: the bytes are the server's own.
 */
public final class WireDigest implements RowDigest {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final String equality;
    private final MessageDigest sha256;
    private final byte[] hash = new byte[32];

    public WireDigest(WireForm form) {
        this.equality = equality(form);
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
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
        sha256.update(row, offset, length);
        try {
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException("A SHA-256 is 32 bytes", impossible);
        }
    }

    @Override
    public long high() {
        return (long) LONG.get(hash, 0);
    }

    @Override
    public long low() {
        return (long) LONG.get(hash, Long.BYTES);
    }
}
