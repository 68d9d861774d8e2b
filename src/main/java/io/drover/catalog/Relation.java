package io.drover.catalog;

import io.drover.model.TableName;
import java.util.List;

/** A table before anything of it is read. */
record Relation(
        long oid, TableName name, boolean partitioned, boolean partition, List<Long> parents) {}
