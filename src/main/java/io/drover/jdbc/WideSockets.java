package io.drover.jdbc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets that read as much as has arrived, up to 256 KiB at a time, where the driver asks for 8
 * KiB: a copy then takes a thirtieth of the system calls, and the server is not woken for each of
 * them.
 *
 * <p>Made by the driver, by name ({@code socketFactory}); TLS is layered over them.
 */
public final class WideSockets extends SocketFactory {
    private static final int BUFFER_BYTES = 256 * 1024;

    @Override
    public Socket createSocket() {
        return new Wide();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new Wide(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new Wide(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(InetAddress.getByName(host), port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        Socket socket = new Wide();
        socket.bind(new InetSocketAddress(local, localPort));
        return connected(socket, new InetSocketAddress(host, port));
    }

    private static Socket connected(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.connect(address);
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /**
     * Hands out one buffered stream, the same at each call: what it has read ahead must not be
     * lost.
     */
    private static final class Wide extends Socket {
        private InputStream buffered;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (buffered == null) {
                buffered = new BufferedInputStream(super.getInputStream(), BUFFER_BYTES);
            }
            return buffered;
        }
    }
}
