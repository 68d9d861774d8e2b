package io.drover.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key pair of its own in files, as {@code openssl pkcs8 -topk8} writes them: one as it is, one
 * encrypted as Snowflake's manual does it ({@code -v2 des3}).
 */
public record KeyFiles(PublicKey publicKey, PrivateKey privateKey, Path plain, Path encrypted) {
    private static final byte[] PBES2 = object("2a864886f70d01050d");
    private static final byte[] PBKDF2 = object("2a864886f70d01050c");
    private static final byte[] HMAC_SHA_256 = object("2a864886f70d0209");
    private static final byte[] SALT = {8, 7, 6, 5, 4, 3, 2, 1};
    private static final int ROUNDS = 2048;

    /** By how openssl calls them: the JDK's name, the bits of the key and the identifier. */
    private static final Map<String, String> CIPHERS =
            Map.of(
                    "des3", "DESede 192 2a864886f70d0307",
                    "aes-128-cbc", "AES 128 608648016503040102",
                    "aes-192-cbc", "AES 192 608648016503040116",
                    "aes-256-cbc", "AES 256 60864801650304012a");

    public static KeyFiles in(Path folder, String passphrase) throws IOException {
        KeyPair pair = pair();
        return new KeyFiles(
                pair.getPublic(),
                pair.getPrivate(),
                Files.writeString(
                        folder.resolve("key.pem"),
                        pem("PRIVATE KEY", pair.getPrivate().getEncoded())),
                Files.writeString(
                        folder.resolve("key.p8"),
                        encrypted(pair.getPrivate(), passphrase, "des3")));
    }

    /** Some of the key, which must be printed nowhere. */
    public String secret() {
        String text = Base64.getEncoder().encodeToString(privateKey.getEncoded());
        // Behind the numbers that are public.
        return text.substring(text.length() - 400, text.length() - 360);
    }

    public static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The PEM text of a key under a passphrase. */
    public static String encrypted(PrivateKey key, String passphrase, String cipher) {
        String[] known = CIPHERS.get(cipher).split(" ", 3);
        try {
            byte[] derived =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(
                                    new PBEKeySpec(
                                            passphrase.toCharArray(),
                                            SALT,
                                            ROUNDS,
                                            Integer.parseInt(known[1])))
                            .getEncoded();
            Cipher encryption = Cipher.getInstance(known[0] + "/CBC/PKCS5Padding");
            encryption.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(derived, known[0]));
            byte[] rounds = {(byte) (ROUNDS >> 8), (byte) ROUNDS};
            byte[] derivation =
                    der(
                            0x30,
                            der(0x04, SALT),
                            der(0x02, rounds),
                            der(0x30, HMAC_SHA_256, der(0x05)));
            byte[] algorithm =
                    der(
                            0x30,
                            PBES2,
                            der(
                                    0x30,
                                    der(0x30, PBKDF2, derivation),
                                    der(0x30, object(known[2]), der(0x04, encryption.getIV()))));
            return pem(
                    "ENCRYPTED PRIVATE KEY",
                    der(0x30, algorithm, der(0x04, encryption.doFinal(key.getEncoded()))));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] object(String identifier) {
        return der(0x06, HexFormat.of().parseHex(identifier));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (length >= 0x80) {
            der.write(0x82);
            der.write(length >> 8);
        }
        der.write(length);
        der.writeBytes(content.toByteArray());
        return der.toByteArray();
    }

    public static String pem(String kind, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        kind,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes),
                        kind);
    }
}
