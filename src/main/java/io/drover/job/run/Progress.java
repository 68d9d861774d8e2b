package io.drover.job.run;

import io.drover.model.TableName;

/** Hears how a long command goes on; thread-safe, called from several threads. */
public interface Progress {
    /** A new stage with the work that lies before it; estimates, 0 where unknown. */
    void stage(String title, long tables, long rows, long bytes);

    /** Work done since the last call, in flight and perhaps rolled back later. */
    void moved(long rows, long bytes);

    /** A table has passed the stage. */
    void passed(TableName table, long rows);

    /** A sentence that is worth a line of its own. */
    void note(String line);

    /** The stage has ended, well or badly. */
    void end();

    /** Says nothing. */
    Progress SILENT =
            new Progress() {
                @Override
                public void stage(String title, long tables, long rows, long bytes) {}

                @Override
                public void moved(long rows, long bytes) {}

                @Override
                public void passed(TableName table, long rows) {}

                @Override
                public void note(String line) {}

                @Override
                public void end() {}
            };
}
