package io.drover.canonical;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 128 bits of a SHA-256, without an allocation for each. */
final class Sha256 {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha256;
    private final byte[] hash = new byte[32];

    Sha256() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    void digest(byte[] bytes, int offset, int length) {
        sha256.update(bytes, offset, length);
        try {
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException("A SHA-256 is 32 bytes", impossible);
        }
    }

    long high() {
        return (long) LONG.get(hash, 0);
    }

    long low() {
        return (long) LONG.get(hash, Long.BYTES);
    }
}
