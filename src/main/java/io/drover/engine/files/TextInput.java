package io.drover.engine.files;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * A file's text in UTF-8, whatever it was compressed by and encoded in. Bytes that are malformed in
 * the file's encoding are malformed here too, so that only their record suffers.
 *
 * @param seekable whether offsets in the text are offsets in the file, behind the first {@code
 *     skipped} bytes or not
 * @param skipped length of a byte order mark
 */
record TextInput(InputStream bytes, boolean seekable, int skipped) {
    private static final int READ_AHEAD = 1 << 17;

    /**
     * Opens a file from an offset of its text, which is 0 unless it is seekable.
     *
     * @throws SnapshotLostException when it is no longer as it was
     */
    static TextInput open(EndpointSpec endpoint, SourceFile file, long from) {
        try {
            Path path = new Path(file.path());
            Configuration configuration = HadoopFiles.configuration(endpoint);
            FileSystem system = path.getFileSystem(configuration);
            unchanged(system, file);
            FSDataInputStream raw = system.open(path, READ_AHEAD);
            if (from > 0) {
                raw.seek(from);
                return new TextInput(raw, true, 0);
            }
            return decoded(endpoint, file, raw, configuration, path);
        } catch (IOException failure) {
            throw failure(file, failure);
        }
    }

    /** Refuses a file that has another size or modification time than it had. */
    static void unchanged(EndpointSpec endpoint, SourceFile file) {
        try {
            unchanged(HadoopFiles.of(new Path(file.path()), endpoint), file);
        } catch (IOException failure) {
            throw failure(file, failure);
        }
    }

    private static void unchanged(FileSystem system, SourceFile file) throws IOException {
        try {
            FileStatus now = system.getFileStatus(new Path(file.path()));
            if (now.getLen() == file.length() && now.getModificationTime() == file.modified()) {
                return;
            }
            throw lost(
                    file,
                    "it had %d bytes and now has %d, or was written to"
                            .formatted(file.length(), now.getLen()),
                    null);
        } catch (FileNotFoundException gone) {
            throw lost(file, "it is gone", gone);
        }
    }

    private static SnapshotLostException lost(
            SourceFile file, String why, @Nullable Throwable cause) {
        return new SnapshotLostException(
                "Cannot read %s: it changed while the run went on (%s). Give the same command again when nobody writes to it."
                        .formatted(file.name(), why),
                cause);
    }

    static MigrationException failure(SourceFile file, IOException failure) {
        return HadoopFiles.failure(ErrorKind.SOURCE, "read " + file.name(), failure);
    }

    private static TextInput decoded(
            EndpointSpec endpoint,
            SourceFile file,
            InputStream raw,
            Configuration configuration,
            Path path)
            throws IOException {
        InputStream plain = raw;
        boolean compressed = true;
        if (file.path().endsWith(".zst")) {
            plain = new Damaged(new ZstdInputStreamNoFinalizer(raw), file);
        } else {
            CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
            compressed = codec != null;
            if (compressed && file.length() > 0) {
                plain = new Damaged(codec.createInputStream(raw), file);
            }
        }
        PushbackInputStream marked = new PushbackInputStream(plain, 4);
        String wanted = ((FilesSpec) endpoint.engine()).encoding();
        ByteOrderMark mark = ByteOrderMark.read(marked);
        String encoding = encoding(file, wanted, mark);
        if (!encoding.equals(StandardCharsets.UTF_8.name())) {
            return new TextInput(new TranscodingInput(marked, Charset.forName(encoding)), false, 0);
        }
        return new TextInput(marked, !compressed, mark.length());
    }

    private static String encoding(SourceFile file, @Nullable String wanted, ByteOrderMark mark) {
        if (mark == ByteOrderMark.NONE) {
            return wanted == null ? StandardCharsets.UTF_8.name() : wanted;
        }
        if (wanted != null && !mark.encoding().startsWith(wanted)) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s as %s: it begins with the byte order mark of %s. Leave files.encoding out, or read it apart."
                            .formatted(file.name(), wanted, mark.encoding()));
        }
        return mark.encoding();
    }

    /** Tells damage in a compressed file as what it is, and not as a broken connection. */
    private static final class Damaged extends FilterInputStream {
        private final SourceFile file;
        private long read;

        Damaged(InputStream compressed, SourceFile file) {
            super(compressed);
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = in.read(into, offset, length);
                read += Math.max(0, count);
                return count;
            } catch (IOException failure) {
                throw new MigrationException(
                        ErrorKind.SOURCE,
                        "Cannot read %s: it cannot be decompressed behind byte %d of its text (%s). Fetch it again."
                                .formatted(file.name(), read, failure.getMessage()),
                        failure);
            }
        }
    }
}
