package io.drover.job.migrate;

import io.drover.job.run.Progress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;

/** Tells a progress display twice a second what the tasks have moved since. */
public final class FlowMeter implements AutoCloseable {
    private final LongAccumulator movedRows;
    private final LongAccumulator movedBytes;
    private final Progress progress;
    private final ScheduledExecutorService ticker;
    private long rows;
    private long bytes;

    public FlowMeter(LoadContext context, Progress progress) {
        this(context.rows(), context.bytes(), progress);
    }

    public FlowMeter(LongAccumulator movedRows, LongAccumulator movedBytes, Progress progress) {
        this.movedRows = movedRows;
        this.movedBytes = movedBytes;
        this.progress = progress;
        this.ticker =
                Executors.newSingleThreadScheduledExecutor(
                        runnable -> {
                            Thread thread = new Thread(runnable, "drover-flow");
                            thread.setDaemon(true);
                            return thread;
                        });
        var tick = ticker.scheduleAtFixedRate(this::tell, 500, 500, TimeUnit.MILLISECONDS);
        if (tick.isCancelled()) {
            throw new IllegalStateException("The flow meter did not start");
        }
    }

    private synchronized void tell() {
        long rowsNow = movedRows.value();
        long bytesNow = movedBytes.value();
        progress.moved(rowsNow - rows, bytesNow - bytes);
        rows = rowsNow;
        bytes = bytesNow;
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        tell();
    }
}
