package io.drover.job.profile;

import io.drover.extract.SourceAccess;
import io.drover.model.TableName;
import io.drover.model.profile.Unfit;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Finds the rows of a table that the spec's rules would not let through, under the snapshot. */
@FunctionalInterface
public interface UnfitRows {
    /** Where nothing runs the rules. */
    UnfitRows NONE = (session, access, table) -> List.of();

    /** One entry for each rule that is violated, in the order of the rules. */
    List<Unfit> find(SparkSession session, SourceAccess access, TableName table);
}
