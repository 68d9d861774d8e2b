package io.drover.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.spec.Secret;
import io.drover.testing.KeyFiles;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
    private static final PrivateKey KEY = KeyFiles.pair().getPrivate();

    @Test
    void keysAreReadWithoutAPassphrase() {
        Secret plain = new Secret(KeyFiles.pem("PRIVATE KEY", KEY.getEncoded()));
        assertThat(PrivateKeys.read(plain, null)).isEqualTo(KEY);
    }

    /** The first is that of Snowflake's manual. */
    @ParameterizedTest
    @ValueSource(strings = {"des3", "aes-128-cbc", "aes-192-cbc", "aes-256-cbc"})
    void keysAreReadWithTheirPassphraseHoweverTheyAreEncrypted(String cipher) {
        Secret encrypted = new Secret(KeyFiles.encrypted(KEY, "hunter2", cipher));
        assertThat(PrivateKeys.read(encrypted, new Secret("hunter2"))).isEqualTo(KEY);
        assertThatThrownBy(() -> PrivateKeys.read(encrypted, new Secret("another")))
                .hasMessageContaining("the passphrase is not its own")
                .hasMessageNotContaining("another");
    }

    @Test
    void whatIsNoKeyIsToldWithoutIt() {
        Secret encrypted = new Secret(KeyFiles.encrypted(KEY, "hunter2", "aes-256-cbc"));
        assertThatThrownBy(() -> PrivateKeys.read(encrypted, null))
                .hasMessageContaining("it is encrypted");
        assertThatThrownBy(() -> PrivateKeys.read(new Secret("c2VjcmV0"), null))
                .hasMessageContaining("openssl pkcs8 -topk8")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void whatIsEncryptedInAnotherWayIsToldAsThatAndACutKeyAsNone() {
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(
                                KeyFiles.encrypted(KEY, "hunter2", "aes-256-cbc")
                                        .replaceAll("-----[^-]+-----", ""));
        byte[] cut = Arrays.copyOf(der, 40);
        assertThatThrownBy(() -> read(cut)).hasMessageContaining("it is no RSA key");
        // The last byte of aes-256-cbc's identifier.
        for (int at = 0; at < der.length; at++) {
            if (der[at] == 0x01 && der[at + 1] == 0x2a) {
                der[at + 1] = 0x2b;
                break;
            }
        }
        assertThatThrownBy(() -> read(der))
                .hasMessageContaining("openssl pkcs8 -topk8 -v2 aes-256-cbc");
    }

    private static PrivateKey read(byte[] der) {
        return PrivateKeys.read(
                new Secret(KeyFiles.pem("ENCRYPTED PRIVATE KEY", der)), new Secret("hunter2"));
    }
}
