package io.drover.reconcile;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;

/** Tells the progress what the tasks that have ended have read. */
final class ReadTicker implements AutoCloseable {
    private final LongAccumulator rows;
    private final LongAccumulator bytes;
    private final ReadProgress progress;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread daemon = new Thread(work, "reconcile-progress");
                        daemon.setDaemon(true);
                        return daemon;
                    });
    private long toldRows;
    private long toldBytes;

    ReadTicker(LongAccumulator rows, LongAccumulator bytes, ReadProgress progress) {
        this.rows = rows;
        this.bytes = bytes;
        this.progress = progress;
        var unused = thread.scheduleWithFixedDelay(this::tell, 250, 250, TimeUnit.MILLISECONDS);
    }

    private synchronized void tell() {
        long nowRows = rows.value();
        long nowBytes = bytes.value();
        progress.read(nowRows - toldRows, nowBytes - toldBytes);
        toldRows = nowRows;
        toldBytes = nowBytes;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        tell();
    }
}
