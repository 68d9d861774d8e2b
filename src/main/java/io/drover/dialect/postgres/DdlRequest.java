package io.drover.dialect.postgres;

import io.drover.model.TableName;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.Surroundings.Grant;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.UserType;
import java.util.List;

/**
 * What is to be made in the target. Definitions keep the names of the catalog that they were read
 * from; {@code names} says what becomes of them.
 *
 * @param schemas to be created, by their names in the target
 * @param types each after those it needs
 * @param tables each after its parents
 */
public record DdlRequest(
        NameMap names,
        List<SchemaInfo> schemas,
        List<UserType> types,
        List<SequencePlacement> sequences,
        List<Placement> tables,
        Swap swap) {
    public DdlRequest {
        schemas = List.copyOf(schemas);
        types = List.copyOf(types);
        sequences = List.copyOf(sequences);
        tables = List.copyOf(tables);
    }

    /**
     * A table to be made.
     *
     * @param staging where it is made; equals {@code target} where nothing is swapped
     * @param planNumber of the only table plan that loads it, or -1: then its indexes wait for all
     */
    public record Placement(TableInfo table, TableName staging, TableName target, int planNumber) {
        /** Blocks up to which building and checking a thing takes less than a statement more. */
        private static final long SMALL_BLOCKS = 1024;

        /**
         * Whether keys are made in one step each, instead of one that is slow and one that locks.
         */
        boolean isSmall() {
            return table.statistics().heapBlocks() < SMALL_BLOCKS;
        }

        boolean swaps() {
            return !staging.equals(target);
        }
    }

    /** A sequence to be made, or one that an identity column brings along. */
    public record SequencePlacement(SequenceInfo sequence, TableName staging, TableName target) {
        boolean swaps() {
            return !staging.equals(target);
        }
    }

    /**
     * What the swap moves away, and what it gives to the new tables.
     *
     * @param replacedTables in an order in which they can be moved one by one
     * @param replacedSequences those that no moved table takes along
     * @param owners of replaced tables, to be given to the new ones
     * @param stagingSchemas to be dropped when they are empty
     */
    public record Swap(
            List<Moved> replacedTables,
            List<Moved> replacedSequences,
            List<Grant> grants,
            List<Owner> owners,
            List<String> stagingSchemas) {
        public static final Swap NONE =
                new Swap(List.of(), List.of(), List.of(), List.of(), List.of());

        public Swap {
            replacedTables = List.copyOf(replacedTables);
            replacedSequences = List.copyOf(replacedSequences);
            grants = List.copyOf(grants);
            owners = List.copyOf(owners);
            stagingSchemas = List.copyOf(stagingSchemas);
        }
    }

    /** A relation that makes room, and the schema that keeps it until the release. */
    public record Moved(TableName name, String oldSchema) {}

    /** A table's owner. */
    public record Owner(TableName table, String role) {}
}
