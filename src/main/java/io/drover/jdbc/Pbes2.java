package io.drover.jdbc;

import io.drover.spec.Secret;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encryption that openssl gives a private key. The JDK (17) knows it with AES of 128 and 256
 * bits alone, and Snowflake's manual makes its keys with {@code -v2 des3}.
 *
 * <p>Source: RFC 8018, appendix A (PBES2, PBKDF2); Snowflake documentation, "Key-pair
 * authentication".
 */
final class Pbes2 {
    private static final byte SEQUENCE = 0x30;
    private static final byte INTEGER = 0x02;
    private static final byte OCTETS = 0x04;
    private static final byte OBJECT = 0x06;
    private static final String NAME = "2a864886f70d01050d";
    private static final String PBKDF2 = "2a864886f70d01050c";

    /** By their object identifiers, as the next ones. */
    private static final Map<String, String> PRFS =
            Map.of(
                    "2a864886f70d0207", "SHA1",
                    "2a864886f70d0208", "SHA224",
                    "2a864886f70d0209", "SHA256",
                    "2a864886f70d020a", "SHA384",
                    "2a864886f70d020b", "SHA512");

    private static final Map<String, String> CIPHERS =
            Map.of(
                    "2a864886f70d0307", "DESede 192",
                    "608648016503040102", "AES 128",
                    "608648016503040116", "AES 192",
                    "60864801650304012a", "AES 256");

    private Pbes2() {}

    /** Whether an encrypted key is encrypted so. */
    static boolean covers(byte[] der) throws InvalidKeyException {
        ByteBuffer algorithm = value(value(ByteBuffer.wrap(der), SEQUENCE), SEQUENCE);
        return name(algorithm).equals(NAME);
    }

    /**
     * The key in PKCS 8.
     *
     * @throws NoSuchAlgorithmException when it is encrypted in a way that is not known here
     * @throws GeneralSecurityException when the bytes are no such key, or the passphrase is not its
     *     own
     */
    static byte[] decrypt(byte[] der, Secret passphrase) throws GeneralSecurityException {
        ByteBuffer whole = value(ByteBuffer.wrap(der), SEQUENCE);
        ByteBuffer algorithm = value(whole, SEQUENCE);
        name(algorithm);
        ByteBuffer parameters = value(algorithm, SEQUENCE);
        ByteBuffer derivation = value(parameters, SEQUENCE);
        known(Map.of(PBKDF2, "PBKDF2"), name(derivation));
        ByteBuffer scheme = value(parameters, SEQUENCE);
        String[] cipher = known(CIPHERS, name(scheme)).split(" ", 2);

        ByteBuffer how = value(derivation, SEQUENCE);
        byte[] salt = bytes(value(how, OCTETS));
        int rounds = new BigInteger(bytes(value(how, INTEGER))).intValueExact();
        if (how.hasRemaining() && how.get(how.position()) == INTEGER) {
            value(how, INTEGER); // The key's length, which the cipher says.
        }
        String prf = how.hasRemaining() ? known(PRFS, name(value(how, SEQUENCE))) : "SHA1";
        byte[] key =
                SecretKeyFactory.getInstance("PBKDF2WithHmac" + prf)
                        .generateSecret(
                                new PBEKeySpec(
                                        passphrase.reveal().toCharArray(),
                                        salt,
                                        rounds,
                                        Integer.parseInt(cipher[1])))
                        .getEncoded();
        Cipher decryption = Cipher.getInstance(cipher[0] + "/CBC/PKCS5Padding");
        decryption.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, cipher[0]),
                new IvParameterSpec(bytes(value(scheme, OCTETS))));
        return decryption.doFinal(bytes(value(whole, OCTETS)));
    }

    private static String known(Map<String, String> all, String identifier)
            throws NoSuchAlgorithmException {
        String one = all.get(identifier);
        if (one == null) {
            throw new NoSuchAlgorithmException("Object identifier " + identifier);
        }
        return one;
    }

    private static String name(ByteBuffer algorithm) throws InvalidKeyException {
        return HexFormat.of().formatHex(bytes(value(algorithm, OBJECT)));
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }

    /** What the next element holds, which must be of a kind. */
    private static ByteBuffer value(ByteBuffer der, byte kind) throws InvalidKeyException {
        try {
            byte tag = der.get();
            int length = der.get() & 0xff;
            if (length > 0x82 || length == 0x80 || tag != kind) {
                throw new InvalidKeyException("No element of kind " + kind);
            }
            if (length > 0x80) {
                length = length == 0x81 ? der.get() & 0xff : der.getShort() & 0xffff;
            }
            ByteBuffer value = der.slice(der.position(), length);
            der.position(der.position() + length);
            return value;
        } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
            throw new InvalidKeyException("An element is cut", cut);
        }
    }
}
