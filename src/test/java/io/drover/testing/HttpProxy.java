package io.drover.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drover.model.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way out of a network that has no other: a proxy for plain HTTP, which may ask for a user and
 * a password. It alone knows where a host is: every name that it is given is one server of this
 * machine, so a request that went around it would not arrive.
 */
public final class HttpProxy implements AutoCloseable {
    /** Of one connection, and what the client sets itself. */
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "proxy-authorization",
                    "proxy-connection",
                    "transfer-encoding",
                    "upgrade");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int behind;
    private final @Nullable String permitted;
    private final List<String> forwarded = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    /**
     * On a port of its own.
     *
     * @param behind the port of the server
     * @param user null: it asks for none
     */
    public HttpProxy(int behind, @Nullable String user, String password) {
        this.behind = behind;
        this.permitted =
                user == null
                        ? null
                        : "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                (user + ":" + password)
                                                        .getBytes(StandardCharsets.UTF_8));
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::forward);
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What went through, each as {@code PUT http://host/path}. */
    public List<String> forwarded() {
        return List.copyOf(forwarded);
    }

    /** What came without the right password. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    private void forward(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        URI uri = exchange.getRequestURI();
        String seen = exchange.getRequestMethod() + " http://" + uri.getAuthority() + uri.getPath();
        if (permitted != null
                && !permitted.equals(
                        exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
            refused.add(seen);
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"way out\"");
            exchange.sendResponseHeaders(407, -1);
            exchange.close();
            return;
        }
        forwarded.add(seen);
        answer(exchange, sent(exchange, uri, body));
    }

    private HttpResponse<byte[]> sent(HttpExchange exchange, URI uri, byte[] body)
            throws IOException {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + behind + uri.getRawPath() + query))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> request.header(name, value));
                            }
                        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException(ended);
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        response.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            if (bodiless || !HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> headers.add(name, value));
                            }
                        });
        byte[] body = response.body();
        exchange.sendResponseHeaders(
                response.statusCode(), bodiless || body.length == 0 ? -1 : body.length);
        if (!bodiless && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
