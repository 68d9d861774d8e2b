package io.drover.model.profile;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.io.Serializable;
import java.util.List;

/**
 * What is in one table of the source, a partitioned one with all its partitions.
 *
 * @param partitions how many leaves were read; 0: not partitioned
 * @param where the operator's filter in the source's SQL, or null: rows that it leaves out are not
 *     counted
 * @param rows that were read
 * @param estimatedRows of the whole table, by the source's statistics
 * @param bytes that came over the wire, as text
 * @param sampled whether only some blocks of the table were read
 * @param failure why it could not be read; then nothing else is known. Else null
 * @param columns in the table's order
 * @param duplicates by queries of their own, over all rows
 * @param orphans likewise
 * @param unfit rows that will not survive the way to the target
 */
public record TableProfile(
        TableName table,
        int partitions,
        @Nullable String where,
        long rows,
        long estimatedRows,
        long bytes,
        boolean sampled,
        @Nullable String failure,
        List<ColumnProfile> columns,
        List<DuplicateKeys> duplicates,
        List<Orphans> orphans,
        List<Unfit> unfit)
        implements Serializable {
    public TableProfile {
        columns = List.copyOf(columns);
        duplicates = List.copyOf(duplicates);
        orphans = List.copyOf(orphans);
        unfit = List.copyOf(unfit);
    }

    /** The same with what queries of their own have found. */
    public TableProfile with(List<DuplicateKeys> foundDuplicates, List<Orphans> foundOrphans) {
        return new TableProfile(
                table,
                partitions,
                where,
                rows,
                estimatedRows,
                bytes,
                sampled,
                failure,
                columns,
                foundDuplicates,
                foundOrphans,
                unfit);
    }
}
