package io.drover.load;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.FrameWriter;
import io.drover.dialect.postgres.WireFrame;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditValues;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the rows that have one of some keys, by the canonical form of the key: 1.5 finds 1.50. What
 * one server calls equal beyond that (texts under a collation of its own) it does not find.
 *
 * <p>Memory: the keys.
 */
public final class WantedKeys implements RowChoice {
    private static final long serialVersionUID = 1L;

    private final WireForm wire;
    private final int fields;
    private final int[] places;
    private final List<String> types;
    private final List<WireFrame> frames;
    private final Set<String> forms = new HashSet<>();
    private transient Former former;

    /**
     * @param wire of the rows
     * @param fields how many a row has
     * @param places those of the key's, in its order
     * @param types of the key's fields, as {@code format_type()} prints them
     * @param keys binary rows of the key's fields alone; read to their end
     */
    public WantedKeys(
            WireForm wire, int fields, List<Integer> places, List<String> types, WireRows keys) {
        this.wire = wire;
        this.types = List.copyOf(types);
        this.fields = fields;
        this.places = places.stream().mapToInt(Integer::intValue).toArray();
        this.frames = types.stream().map(WireFrame::of).toList();
        int[] inOrder = new int[this.places.length];
        for (int place = 0; place < inOrder.length; place++) {
            inOrder[place] = place;
        }
        Former ofKeys = new Binary(inOrder.length, inOrder, frames);
        while (keys.advance()) {
            forms.add(ofKeys.form(keys.array(), keys.offset(), keys.length()));
        }
    }

    @Override
    public boolean takes(byte[] array, int offset, int length) {
        if (former == null) {
            former =
                    wire == WireForm.BINARY
                            ? new Binary(fields, places, frames)
                            : new Text(places, types, frames);
        }
        return forms.contains(former.form(array, offset, length));
    }

    /** Whether keys of these types can be told so: of others only the server knows the form. */
    public static boolean tells(List<String> types) {
        return types.stream().map(WireFrame::of).allMatch(frame -> frame.isOwn() && !frame.array());
    }

    /** Makes the form of a key, a character for each byte. */
    private interface Former {
        String form(byte[] array, int offset, int length);
    }

    private static String text(RowForm form) {
        return new String(form.bytes(), 0, form.length(), StandardCharsets.ISO_8859_1);
    }

    private static final class Binary implements Former {
        private final BinaryTuples tuples;
        private final int[] places;
        private final List<WireFrame> frames;
        private final FrameWriter writer = new FrameWriter();
        private final RowForm form;

        Binary(int fields, int[] places, List<WireFrame> frames) {
            this.tuples = new BinaryTuples(fields);
            this.places = places;
            this.frames = frames;
            this.form = new RowForm(places.length);
        }

        @Override
        public String form(byte[] array, int offset, int length) {
            tuples.scan(array, offset, length);
            form.clear();
            for (int key = 0; key < places.length; key++) {
                writer.add(
                        frames.get(key),
                        array,
                        tuples.fieldOffset(places[key]),
                        tuples.fieldLength(places[key]),
                        form);
            }
            return text(form);
        }
    }

    private static final class Text implements Former {
        private final int[] places;
        private final List<AuditColumn> columns = new ArrayList<>();
        private final RowForm form;
        private final AuditValues values;

        Text(int[] places, List<String> types, List<WireFrame> frames) {
            this.places = places;
            for (int key = 0; key < places.length; key++) {
                columns.add(
                        new AuditColumn(
                                "key " + key, types.get(key), frames.get(key).type(), false));
            }
            this.form = new RowForm(places.length);
            this.values = new AuditValues(form);
        }

        @Override
        public String form(byte[] array, int offset, int length) {
            List<String> fields = LineFields.of(array, offset, length);
            form.clear();
            for (int key = 0; key < places.length; key++) {
                values.add(columns.get(key), fields.get(places[key]));
            }
            return text(form);
        }
    }
}
