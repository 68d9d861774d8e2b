package io.drover.jdbc;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys out of PEM texts, encrypted or not; no message holds any of them. */
public final class PrivateKeys {
    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN (ENCRYPTED )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1?PRIVATE KEY-----");

    private PrivateKeys() {}

    /**
     * An RSA key.
     *
     * @throws MigrationException SPEC when it is none, or the passphrase is not its own
     */
    public static PrivateKey read(Secret pem, @Nullable Secret passphrase) {
        Matcher match = PEM.matcher(pem.reveal());
        if (!match.find()) {
            throw unreadable(
                    "the file holds no private key of PKCS 8. Make one with `openssl pkcs8 -topk8`.",
                    null);
        }
        boolean encrypted = match.group(1) != null;
        if (encrypted && passphrase == null) {
            throw unreadable(
                    "it is encrypted, and snowflake.private-key-passphrase is not set. Set it.",
                    null);
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(match.group(2));
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            encrypted
                                    ? decrypted(bytes, passphrase)
                                    : new PKCS8EncodedKeySpec(bytes));
        } catch (NoSuchAlgorithmException unknown) {
            throw unreadable(
                    "it is encrypted in a way that is not known here. Encrypt it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`.",
                    unknown);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException failure) {
            throw unreadable(
                    encrypted
                            ? "it is no RSA key, or the passphrase is not its own. Check both."
                            : "it is no RSA key. Make one with `openssl genrsa 2048`.",
                    failure);
        }
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, Secret passphrase)
            throws IOException, GeneralSecurityException {
        if (Pbes2.covers(bytes)) {
            return new PKCS8EncodedKeySpec(Pbes2.decrypt(bytes, passphrase));
        }
        // An older one, which the JDK knows by its name.
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
        PBEKeySpec key = new PBEKeySpec(passphrase.reveal().toCharArray());
        Cipher cipher = Cipher.getInstance(info.getAlgName());
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(info.getAlgName()).generateSecret(key),
                info.getAlgParameters());
        return info.getKeySpec(cipher);
    }

    private static MigrationException unreadable(String why, @Nullable Exception failure) {
        return new MigrationException(
                ErrorKind.SPEC, "Cannot read snowflake.private-key-file: " + why, failure);
    }
}
