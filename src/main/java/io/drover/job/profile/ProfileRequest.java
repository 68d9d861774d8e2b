package io.drover.job.profile;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;
import java.util.Set;

/**
 * What of a profile is asked for at the command line.
 *
 * @param only these source tables, a partitioned one for all its partitions; empty: all that the
 *     spec selects
 * @param samplePercent the share of each table's blocks to read, in (0, 100]; null: all
 * @param keys whether the source may be asked further queries
 * @param near columns whose values are compared without case, accents and blanks
 */
public record ProfileRequest(
        Set<TableName> only, @Nullable Double samplePercent, Keys keys, List<String> near) {
    /** Whether duplicates and orphans are looked for. */
    public enum Keys {
        QUERIED,
        LEFT_OUT
    }

    public ProfileRequest {
        only = Set.copyOf(only);
        near = List.copyOf(near);
    }
}
