package io.drover.job.profile;

import io.drover.model.TablePlan;
import io.drover.profile.TableShape;
import java.io.Serializable;

/**
 * What one task of a profile reads.
 *
 * @param table the place of the table among those that are profiled
 * @param part the number of this part, from 0 within the table and its partitions
 * @param read one leaf with one chunk, its columns those of the shape
 */
record ProfilePart(int table, int part, TablePlan read, TableShape shape) implements Serializable {
    /** Another part of the same table. */
    ProfilePart numbered(int other) {
        return new ProfilePart(table, other, read, shape);
    }
}
