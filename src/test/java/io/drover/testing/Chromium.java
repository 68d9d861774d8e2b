package io.drover.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One page in a headless Chromium of this machine, cut off from every network, and spoken to by its
 * DevTools protocol. It remembers what the page logged, which errors it threw and what it asked
 * for.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final long SECONDS = 60;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<JsonNode> events = new ArrayList<>();
    private String session = "";
    private int lastId;

    private Chromium(Process process, Path profile, URI devTools) {
        this.process = process;
        this.profile = profile;
        this.socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(devTools, new Listener())
                        .join();
    }

    /** The browser of {@code -Ddrover.chromium=}, or else the first on the PATH. */
    public static Optional<Path> executable() {
        String named = System.getProperty("drover.chromium", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one, with a profile of its own that is deleted at the end. */
    public static Chromium start(Path executable) throws IOException {
        Path profile = Files.createTempDirectory("drover-chromium");
        // Root has no sandbox; the page is ours, and every request but to files is cut off.
        Process process =
                new ProcessBuilder(
                                executable.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-dev-shm-usage",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--host-resolver-rules=MAP * ~NOTFOUND",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .start();
        Chromium browser = new Chromium(process, profile, devTools(process));
        browser.attach();
        return browser;
    }

    private static URI devTools(Process process) throws IOException {
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            int at = line.indexOf("DevTools listening on ");
            if (at >= 0) {
                drain(output);
                return URI.create(line.substring(at + "DevTools listening on ".length()).trim());
            }
        }
        throw new IOException("Chromium ended before it listened: " + said);
    }

    /** Nobody reads on, and a full pipe would stop the browser. */
    private static void drain(BufferedReader output) {
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                output.transferTo(Writer.nullWriter());
                            } catch (IOException ended) {
                                // The browser is gone, and so is its output.
                            }
                        },
                        "chromium output");
        reader.setDaemon(true);
        reader.start();
    }

    private void attach() {
        JsonNode target = call("Target.createTarget", Map.of("url", "about:blank"));
        session =
                call(
                                "Target.attachToTarget",
                                Map.of(
                                        "targetId",
                                        target.path("targetId").asText(),
                                        "flatten",
                                        true))
                        .path("sessionId")
                        .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
        call(
                "Network.emulateNetworkConditions",
                Map.of(
                        "offline",
                        true,
                        "latency",
                        0,
                        "downloadThroughput",
                        0,
                        "uploadThroughput",
                        0));
    }

    /** Opens a file and waits until it is loaded. */
    public void open(Path file) {
        events.clear();
        call("Page.navigate", Map.of("url", file.toUri().toString()));
        while (events.stream().noneMatch(event -> method(event).equals("Page.loadEventFired"))) {
            receive();
        }
    }

    /** The size of the window in pixels of CSS. */
    public void resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 500));
    }

    /**
     * What the page is made for: {@code screen} or {@code print}, {@code light} or {@code dark}.
     */
    public void media(String type, String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        type,
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The value of an expression of JavaScript, which must be one of JSON. */
    public JsonNode evaluate(String expression) {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "returnByValue",
                                true,
                                "userGesture",
                                true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Page by page as PDF, in base 64. */
    public String pdf() {
        return call("Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", true))
                .path("data")
                .asText();
    }

    /** Whatever was logged or thrown since the page was opened. */
    public List<String> complaints() {
        return events.stream()
                .filter(
                        event ->
                                List.of(
                                                "Runtime.consoleAPICalled",
                                                "Runtime.exceptionThrown",
                                                "Log.entryAdded")
                                        .contains(method(event)))
                .map(event -> event.path("params").toString())
                .toList();
    }

    /** What the page asked for since it was opened, itself first. */
    public List<String> requests() {
        return events.stream()
                .filter(event -> method(event).equals("Network.requestWillBeSent"))
                .map(event -> event.at("/params/request/url").asText())
                .toList();
    }

    private static String method(JsonNode event) {
        return event.path("method").asText();
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = ++lastId;
        Map<String, Object> message =
                session.isEmpty()
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of(
                                "id",
                                id,
                                "method",
                                method,
                                "params",
                                parameters,
                                "sessionId",
                                session);
        socket.sendText(MAPPER.valueToTree(message).toString(), true).join();
        JsonNode answer = receive();
        while (answer.path("id").asInt() != id) {
            answer = receive();
        }
        if (answer.has("error")) {
            throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.path("result");
    }

    /** The next message; those that answer nothing are kept. */
    private JsonNode receive() {
        try {
            JsonNode message = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IllegalStateException("Chromium said nothing for " + SECONDS + " s");
            }
            if (message.has("method")) {
                events.add(message);
            }
            return message;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Chromium worked", stop);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        session = "";
        call("Browser.close", Map.of());
        socket.abort();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    messages.add(MAPPER.readTree(text.toString()));
                } catch (IOException wrong) {
                    throw new IllegalStateException("Chromium spoke no JSON", wrong);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
