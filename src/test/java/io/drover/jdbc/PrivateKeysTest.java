package io.drover.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.spec.Secret;
import java.security.AlgorithmParameters;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
    private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";

    @Test
    void keysAreReadWithAndWithoutAPassphrase() throws Exception {
        PrivateKey key = key();
        assertThat(PrivateKeys.read(pem("PRIVATE KEY", key.getEncoded()), null)).isEqualTo(key);
        Secret encrypted = pem("ENCRYPTED PRIVATE KEY", encrypted(key, "hunter2"));
        assertThat(PrivateKeys.read(encrypted, new Secret("hunter2"))).isEqualTo(key);
    }

    @Test
    void whatIsNoKeyIsToldWithoutIt() throws Exception {
        Secret encrypted = pem("ENCRYPTED PRIVATE KEY", encrypted(key(), "hunter2"));
        assertThatThrownBy(() -> PrivateKeys.read(encrypted, null))
                .hasMessageContaining("it is encrypted");
        assertThatThrownBy(() -> PrivateKeys.read(encrypted, new Secret("another")))
                .hasMessageContaining("the passphrase is not its own")
                .hasMessageNotContaining("another");
        assertThatThrownBy(() -> PrivateKeys.read(new Secret("c2VjcmV0"), null))
                .hasMessageContaining("openssl pkcs8 -topk8")
                .hasMessageNotContaining("c2VjcmV0");
    }

    private static PrivateKey key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate();
    }

    private static byte[] encrypted(PrivateKey key, String passphrase) throws Exception {
        SecretKey secret =
                SecretKeyFactory.getInstance(ALGORITHM)
                        .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        byte[] bytes = cipher.doFinal(key.getEncoded());
        AlgorithmParameters parameters = cipher.getParameters();
        return new EncryptedPrivateKeyInfo(parameters, bytes).getEncoded();
    }

    private static Secret pem(String kind, byte[] bytes) {
        return new Secret(
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind));
    }
}
