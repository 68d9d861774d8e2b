package io.drover.canonical;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of the SHA-256 of a row's canonical form, whatever engine it is from.
 *
 * @see RowForm the bytes that are digested
 */
public final class CanonicalDigest implements RowDigest {
    /** The name of the equality. */
    public static final String EQUALITY = "canonical/sha256-128 v1";

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha256;
    private final byte[] hash = new byte[32];

    public CanonicalDigest() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

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
