package io.drover.job.migrate;

import io.drover.extract.ChunkReader;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * The task of the pipe: wire bytes of one chunk go from one COPY to the other, and no row is made.
 */
final class PipeChunk implements VoidFunction<ChunkTask> {
    private static final long serialVersionUID = 1L;

    private final LoadContext context;

    PipeChunk(LoadContext context) {
        this.context = context;
    }

    @Override
    public void call(ChunkTask task) {
        ChunkReader reader = new ChunkReader(context.source());
        new ChunkAttempt(context, task).load(() -> reader.open(task.table(), task.chunk()));
    }
}
