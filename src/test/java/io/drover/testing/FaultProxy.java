package io.drover.testing;

import io.drover.model.Nullable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy in front of the test server that cuts connections when told to. */
public final class FaultProxy implements Closeable {
    private final ServerSocket listener;
    private final int serverPort;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesUntilCut = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Scope scope = Scope.ONE;
    private volatile @Nullable Awaited awaited;
    private volatile boolean answerDue;

    /** What a cut is about. */
    public enum Scope {
        /** The one connection that carries the byte. */
        ONE,
        /** Every connection, as when the server dies. */
        ALL
    }

    /** Listens on a port of its own, on this machine only. */
    public FaultProxy() {
        this(TestDatabase.server().getPort());
    }

    /** The same in front of another server of this machine. */
    public FaultProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start("accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The database's URL by way of this proxy. */
    public String url(TestDatabase database) {
        return "jdbc:postgresql://localhost:" + listener.getLocalPort() + "/" + database.name();
    }

    /** Cuts once, after so many more bytes in both directions together. */
    public void cutAfter(long bytes, Scope what) {
        scope = what;
        bytesUntilCut.set(bytes);
    }

    /** Cuts once, before the server hears {@code word} from a client. */
    public void cutBefore(String word) {
        awaited = new Awaited(word, false);
    }

    /** Cuts once, after the server has heard {@code word} from a client, and before it answers. */
    public void cutTheAnswerTo(String word) {
        awaited = new Awaited(word, true);
    }

    private record Awaited(String word, boolean heard) {}

    /** Whether to cut here. */
    private boolean isAwaited(byte[] buffer, int read) {
        Awaited wanted = awaited;
        if (answerDue) {
            answerDue = false;
            return true;
        }
        if (wanted == null
                || !new String(buffer, 0, read, StandardCharsets.ISO_8859_1)
                        .contains(wanted.word())) {
            return false;
        }
        awaited = null;
        answerDue = wanted.heard();
        return !wanted.heard();
    }

    public int cuts() {
        return cuts.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(client);
                open.add(server);
                start("up", () -> pump(client, server));
                start("down", () -> pump(server, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (isAwaited(buffer, read)) {
                    cuts.incrementAndGet();
                    return;
                }
                long left = bytesUntilCut.addAndGet(-read);
                if (left <= 0 && bytesUntilCut.compareAndSet(left, Long.MAX_VALUE)) {
                    cuts.incrementAndGet();
                    if (scope == Scope.ALL) {
                        cutAll();
                    }
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException cut) {
            // The other direction, or a cut, closed it.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void cutAll() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException gone) {
                // It is to be gone.
            }
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
