package io.drover.testing.snowflake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The files in all stages by {@code STAGE/path}, as the driver sent them: compressed, and encrypted
 * with a key that is itself encrypted with the stage's master key.
 */
final class Stages {
    /** A file as it lies in the stage; key and vector in base 64, null when it is not encrypted. */
    record StagedFile(byte[] content, String key, String vector) {}

    private final NavigableMap<String, StagedFile> files = new ConcurrentSkipListMap<>();
    private final SecretKeySpec masterKey;

    Stages() {
        byte[] key = new byte[16];
        new SecureRandom().nextBytes(key);
        masterKey = new SecretKeySpec(key, "AES");
    }

    String masterKey() {
        return Base64.getEncoder().encodeToString(masterKey.getEncoded());
    }

    void put(String path, StagedFile file) {
        files.put(path, file);
    }

    /** The file; null when there is none. */
    StagedFile get(String path) {
        return files.get(path);
    }

    void remove(String path) {
        files.remove(path);
    }

    /** The paths below a prefix in their order. */
    List<String> below(String prefix) {
        return files.tailMap(prefix, true).keySet().stream()
                .takeWhile(path -> path.startsWith(prefix))
                .toList();
    }

    /** The file's text as it was before the driver compressed and encrypted it. */
    InputStream open(String path) throws IOException {
        StagedFile file = files.get(path);
        byte[] content = file.key() == null ? file.content() : decrypted(path, file);
        boolean zipped = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
        InputStream bytes = new ByteArrayInputStream(content);
        return zipped ? new GZIPInputStream(bytes, 1 << 16) : bytes;
    }

    private byte[] decrypted(String path, StagedFile file) throws IOException {
        try {
            Cipher wrapping = Cipher.getInstance("AES/ECB/PKCS5Padding");
            wrapping.init(Cipher.DECRYPT_MODE, masterKey);
            byte[] key = wrapping.doFinal(Base64.getDecoder().decode(file.key()));
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(Base64.getDecoder().decode(file.vector())));
            return cipher.doFinal(file.content());
        } catch (GeneralSecurityException failure) {
            throw new IOException("Cannot decrypt " + path + ": " + failure.getMessage(), failure);
        }
    }

    /** Keeps a text compressed and encrypted as the server itself unloads it. */
    void write(String path, byte[] text) {
        try {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (OutputStream zip = new GZIPOutputStream(zipped)) {
                zip.write(text);
            }
            SecureRandom random = new SecureRandom();
            byte[] key = new byte[16];
            byte[] vector = new byte[16];
            random.nextBytes(key);
            random.nextBytes(vector);
            Cipher wrapping = Cipher.getInstance("AES/ECB/PKCS5Padding");
            wrapping.init(Cipher.ENCRYPT_MODE, masterKey);
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(vector));
            Base64.Encoder base64 = Base64.getEncoder();
            put(
                    path,
                    new StagedFile(
                            cipher.doFinal(zipped.toByteArray()),
                            base64.encodeToString(wrapping.doFinal(key)),
                            base64.encodeToString(vector)));
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(path, failure);
        }
    }
}
