package io.drover.engine.files;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The disk of a process that is killed: behind so many changes every further one fails. For {@code
 * fs.file.impl}.
 */
public final class HaltingFiles extends LocalFileSystem {
    private static final AtomicInteger LEFT = new AtomicInteger();

    public HaltingFiles() {
        super(new Disk());
    }

    static void haltBehind(int changes) {
        LEFT.set(changes);
    }

    static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void change() {
        if (LEFT.getAndDecrement() <= 0) {
            throw new Halted();
        }
    }

    private static final class Disk extends RawLocalFileSystem {
        @Override
        public FSDataOutputStream create(
                Path file,
                FsPermission permission,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            change();
            return super.create(
                    file, permission, overwrite, bufferSize, replication, blockSize, progress);
        }

        @Override
        public FSDataOutputStream create(
                Path file,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            change();
            return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
        }

        @Override
        public boolean rename(Path from, Path to) throws IOException {
            change();
            return super.rename(from, to);
        }

        @Override
        public boolean delete(Path path, boolean recursive) throws IOException {
            change();
            return super.delete(path, recursive);
        }

        @Override
        public boolean mkdirs(Path path) throws IOException {
            change();
            return super.mkdirs(path);
        }
    }
}
