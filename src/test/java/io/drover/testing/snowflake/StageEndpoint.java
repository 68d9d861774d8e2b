package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The two stores of files: the few requests of S3's and of GCS's that the driver makes. */
final class StageEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stages stages;
    private final Faults faults;
    private final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentHashMap<>();
    private final Map<String, String[]> uploadKeys = new ConcurrentHashMap<>();
    private final AtomicInteger received = new AtomicInteger();

    StageEndpoint(Stages stages, Faults faults) {
        this.stages = stages;
        this.faults = faults;
    }

    void google(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/gcs/".length());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (refused(exchange, path)) {
            return;
        }
        String data = exchange.getRequestHeaders().getFirst("x-goog-meta-encryptiondata");
        JsonNode encryption = JSON.readTree(data == null ? "{}" : data);
        stages.put(
                path,
                new Stages.StagedFile(
                        kept(path, body),
                        data == null ? null : encryption.findValue("EncryptedKey").asText(),
                        data == null
                                ? null
                                : encryption.findValue("ContentEncryptionIV").asText()));
        Exchanges.answer(exchange, 200, "text/plain", new byte[0]);
    }

    void amazon(HttpExchange exchange) throws IOException {
        String path =
                exchange.getRequestURI()
                        .getPath()
                        .substring(StageStatements.BUCKET.length() + 1)
                        .replaceFirst("^/", "");
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (refused(exchange, path)) {
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, path, query, decoded(exchange, body));
            case "POST" -> multipart(exchange, path, query);
            case "HEAD", "GET" -> read(exchange, path);
            default -> Exchanges.answer(exchange, 204, "text/plain", new byte[0]);
        }
    }

    /** How many bodies came. */
    int received() {
        return received.get();
    }

    private boolean refused(HttpExchange exchange, String path) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            received.incrementAndGet();
        }
        Fault fault = faults.take(Fault.Kind.HTTP_STATUS, exchange.getRequestMethod() + " " + path);
        if (fault != null) {
            Exchanges.answer(exchange, (int) fault.status(), "text/plain", new byte[0]);
        }
        return fault != null;
    }

    private byte[] kept(String path, byte[] body) {
        return faults.take(Fault.Kind.UPLOAD_TRUNCATED, "PUT " + path) == null
                ? body
                : Arrays.copyOf(body, body.length / 2);
    }

    private void put(HttpExchange exchange, String path, String query, byte[] content)
            throws IOException {
        if (query.contains("uploadId=")) {
            uploads.get(parameter(query, "uploadId"))
                    .put(Integer.parseInt(parameter(query, "partNumber")), content);
        } else {
            Headers headers = exchange.getRequestHeaders();
            stages.put(
                    path,
                    new Stages.StagedFile(
                            kept(path, content),
                            headers.getFirst("x-amz-meta-x-amz-key"),
                            headers.getFirst("x-amz-meta-x-amz-iv")));
        }
        exchange.getResponseHeaders().set("ETag", '"' + md5(content) + '"');
        Exchanges.answer(exchange, 200, "application/xml", new byte[0]);
    }

    /** Begins or completes an upload in parts. */
    private void multipart(HttpExchange exchange, String path, String query) throws IOException {
        if (!query.contains("uploadId=")) {
            String id = UUID.randomUUID().toString();
            Headers headers = exchange.getRequestHeaders();
            uploads.put(id, new TreeMap<>());
            uploadKeys.put(
                    id,
                    new String[] {
                        headers.getFirst("x-amz-meta-x-amz-key"),
                        headers.getFirst("x-amz-meta-x-amz-iv")
                    });
            xml(
                    exchange,
                    "<InitiateMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
                            .formatted(StageStatements.BUCKET, path, id));
            return;
        }
        String id = parameter(query, "uploadId");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : uploads.remove(id).values()) {
            whole.write(part);
        }
        String[] key = uploadKeys.remove(id);
        byte[] content = whole.toByteArray();
        stages.put(path, new Stages.StagedFile(kept(path, content), key[0], key[1]));
        xml(
                exchange,
                "<CompleteMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><ETag>\"%s\"</ETag></CompleteMultipartUploadResult>"
                        .formatted(StageStatements.BUCKET, path, md5(content)));
    }

    private void read(HttpExchange exchange, String path) throws IOException {
        Stages.StagedFile file = stages.get(path);
        if (file == null && path.isEmpty()) {
            xml(exchange, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
            return;
        }
        if (file == null) {
            Exchanges.answer(exchange, 404, "application/xml", new byte[0]);
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", '"' + md5(file.content()) + '"');
        headers.set("Last-Modified", "Fri, 20 Nov 2026 12:00:00 GMT");
        if (file.key() != null) {
            headers.set("x-amz-meta-x-amz-key", file.key());
            headers.set("x-amz-meta-x-amz-iv", file.vector());
            headers.set("x-amz-meta-x-amz-matdesc", "{}");
        }
        Exchanges.answer(exchange, 200, "application/octet-stream", file.content());
    }

    private static void xml(HttpExchange exchange, String body) throws IOException {
        Exchanges.answer(
                exchange,
                200,
                "application/xml",
                ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String parameter(String query, String name) {
        return List.of(query.split("&", -1)).stream()
                .filter(one -> one.startsWith(name + "="))
                .map(one -> one.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** The SDK signs its bodies in chunks of {@code size;chunk-signature=...}. */
    private static byte[] decoded(HttpExchange exchange, byte[] body) {
        String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        if (hash == null || !hash.startsWith("STREAMING-")) {
            return body;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int end = at;
            while (body[end] != '\n') {
                end++;
            }
            String line = new String(body, at, end - at, StandardCharsets.US_ASCII).strip();
            int size = Integer.parseInt(line.split(";", 2)[0], 16);
            if (size == 0) {
                break;
            }
            content.write(body, end + 1, size);
            at = end + 1 + size + 2;
        }
        return content.toByteArray();
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
