package io.drover.engine.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A text in UTF-8 that is stored in another encoding; what is malformed there becomes 0xff. */
final class TranscodingInput extends InputStream {
    private static final byte MALFORMED = (byte) 0xff;

    private final InputStream stored;
    private final CharsetDecoder decoder;
    private final ByteBuffer input = ByteBuffer.allocate(1 << 16);
    private final CharBuffer characters = CharBuffer.allocate(1 << 16);
    private ByteBuffer output = ByteBuffer.allocate(0);
    private char pending;
    private boolean malformed;
    private boolean ended;
    private boolean flushed;

    TranscodingInput(InputStream stored, Charset encoding) {
        this.stored = stored;
        this.decoder =
                encoding.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        input.flip();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!output.hasRemaining()) {
            if (flushed) {
                return -1;
            }
            decode();
        }
        int count = Math.min(length, output.remaining());
        output.get(into, offset, count);
        return count;
    }

    private void decode() throws IOException {
        if (malformed) {
            output = ByteBuffer.wrap(new byte[] {MALFORMED});
            malformed = false;
            return;
        }
        characters.clear();
        if (pending != 0) {
            characters.put(pending);
            pending = 0;
        }
        CoderResult result = decoder.decode(input, characters, ended);
        if (result.isError()) {
            input.position(input.position() + result.length());
            malformed = true;
        } else if (result.isUnderflow()) {
            if (ended) {
                flushed = true;
            } else {
                refill();
            }
        }
        characters.flip();
        int last = characters.limit() - 1;
        if (last >= 0 && Character.isHighSurrogate(characters.get(last)) && !flushed) {
            pending = characters.get(last);
            characters.limit(last);
        }
        output = StandardCharsets.UTF_8.encode(characters);
    }

    private void refill() throws IOException {
        input.compact();
        int count = stored.read(input.array(), input.position(), input.remaining());
        ended = count < 0;
        input.position(input.position() + Math.max(0, count));
        input.flip();
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
