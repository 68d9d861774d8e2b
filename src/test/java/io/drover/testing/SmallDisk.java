package io.drover.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file system of a given size, in memory, that a test may fill to the last byte. Making one takes
 * the right to mount: root has it, most users have not.
 */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounted over {@code folder}; empty where this user may not. */
    public static Optional<SmallDisk> mount(Path folder, String size) {
        SmallDisk disk = new SmallDisk(folder);
        return run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())
                ? Optional.of(disk)
                : Optional.empty();
    }

    /** A new empty folder on it. */
    public Path folder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public long freeBytes() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Makes room; what is on it stays. */
    public void grow(String size) {
        if (!run("mount", "-o", "remount,size=" + size, folder.toString())) {
            throw new IllegalStateException("Cannot make room on " + folder);
        }
    }

    @Override
    public void close() {
        if (!run("umount", folder.toString())) {
            throw new IllegalStateException("Cannot unmount " + folder + ": is it still in use?");
        }
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", stop);
        }
    }
}
