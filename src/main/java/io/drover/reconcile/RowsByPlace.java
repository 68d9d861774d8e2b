package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.RowDigest;
import io.drover.canonical.WireDigest;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Third pass: whole rows by where they lie, under the snapshot that the first two passes read.
 *
 * <p>Runs on: executors.
 */
final class RowsByPlace {
    private final SideAccess access;
    private final Map<RelationKey, ScanItem> relations;

    /** {@code relations}: one item of each relation that can be asked for. */
    RowsByPlace(SideAccess access, Map<RelationKey, ScanItem> relations) {
        this.access = access;
        this.relations = relations;
    }

    /** A relation of a side of a pair. */
    record RelationKey(int pair, Side side, int relation) implements Serializable {}

    /**
     * A row as it is shown, and what tells its values apart exactly.
     *
     * @param texts by compared column; null is SQL's NULL
     * @param marks two a column, the digest of its wire bytes
     */
    record WholeRow(String[] texts, long[] marks) {
        boolean hasValueOf(WholeRow other, int column) {
            return (texts[column] == null) == (other.texts[column] == null)
                    && marks[2 * column] == other.marks[2 * column]
                    && marks[2 * column + 1] == other.marks[2 * column + 1];
        }
    }

    /** The rows at {@code places}; each is there, as the snapshot still stands. */
    Map<Place, WholeRow> read(int pair, List<Place> places) {
        Map<Integer, List<Place>> byRelation = new HashMap<>();
        places.forEach(
                place ->
                        byRelation
                                .computeIfAbsent(place.relation(), none -> new ArrayList<>())
                                .add(place));
        Map<Place, WholeRow> rows = new HashMap<>();
        if (places.isEmpty()) {
            return rows;
        }
        try (SideSession session = SideSession.open(access)) {
            byRelation.forEach(
                    (relation, wanted) ->
                            read(
                                    session,
                                    relations.get(new RelationKey(pair, access.side(), relation)),
                                    wanted,
                                    rows));
        }
        for (Place place : places) {
            if (!rows.containsKey(place)) {
                throw new IllegalStateException(
                        "The row at %s of pair %d was seen in the %s and is not there"
                                .formatted(place, pair, access.side()));
            }
        }
        return rows;
    }

    private static void read(
            SideSession session, ScanItem item, List<Place> wanted, Map<Place, WholeRow> into) {
        int columns = item.tables().columns().size();
        BinaryTuples tuples = new BinaryTuples(1 + 2 * columns);
        RowDigest digest = new WireDigest(WireForm.BINARY);
        try (CopyOutRows rows = session.copy(ScanSql.wholeRows(item, wanted))) {
            while (rows.advance()) {
                byte[] row = rows.array();
                tuples.scan(row, rows.offset(), rows.length());
                ByteBuffer ctid = ByteBuffer.wrap(row, tuples.fieldOffset(0), 6);
                Place place =
                        new Place(
                                item.relation(),
                                ctid.getInt(),
                                Short.toUnsignedInt(ctid.getShort()));
                String[] texts = new String[columns];
                long[] marks = new long[2 * columns];
                for (int column = 0; column < columns; column++) {
                    texts[column] = text(row, tuples, 1 + columns + column);
                    int length = Math.max(0, tuples.fieldLength(1 + column));
                    digest.digest(row, tuples.fieldOffset(1 + column), length);
                    marks[2 * column] = digest.high();
                    marks[2 * column + 1] = digest.low();
                }
                into.put(place, new WholeRow(texts, marks));
            }
        }
    }

    private static @Nullable String text(byte[] row, BinaryTuples tuples, int field) {
        return tuples.isNull(field)
                ? null
                : new String(
                        row,
                        tuples.fieldOffset(field),
                        tuples.fieldLength(field),
                        StandardCharsets.UTF_8);
    }
}
