package io.drover.profile;

import io.drover.model.Nullable;
import io.drover.model.UnreadableRow;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.Unfit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is counted of a table in one pass. Rows of one part are added, the part is sealed, and
 * sealed parts are merged.
 *
 * <p>Order: none matters; the same rows in any cut give the same figures. Runs on: executors; not
 * thread-safe.
 */
public final class TableTally implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNFIT_EXAMPLES = 5;
    private static final int PART_BITS = 40;

    private final TableShape shape;
    private final List<ColumnTally> columns = new ArrayList<>();
    private final List<FirstExamples> unfit = new ArrayList<>();
    private final List<FirstExamples> nullsUnfit = new ArrayList<>();
    private final SortedMap<String, FirstExamples> unreadable = new TreeMap<>();
    private final RowSample sample;
    private final transient TextFields fields;
    private final transient long part;
    private long rows;
    private long bytes;
    private @Nullable String failure;

    /**
     * @param part the number of this part of the table: it and the number of a row within it order
     *     the rows of the table
     */
    public TableTally(TableShape shape, int part) {
        this.shape = shape;
        this.part = (long) part << PART_BITS;
        this.fields = new TextFields(shape.columns().size() + (shape.located() ? 1 : 0));
        this.sample = new RowSample(shape.columns().size());
        for (ProfiledColumn column : shape.columns()) {
            columns.add(new ColumnTally(column));
            unfit.add(new FirstExamples(UNFIT_EXAMPLES));
            nullsUnfit.add(new FirstExamples(UNFIT_EXAMPLES));
        }
    }

    /** A part that could not be read. */
    public static TableTally failed(TableShape shape, int part, String why) {
        TableTally tally = new TableTally(shape, part);
        tally.failure = why;
        return tally;
    }

    /** Counts a row: a line of COPY's text form with its line feed. */
    public void add(byte[] array, int offset, int length) {
        long place = part + rows;
        rows++;
        bytes += length;
        fields.scan(array, offset, length);
        int first = shape.located() ? 1 : 0;
        for (int column = 0; column < columns.size(); column++) {
            int field = first + column;
            ColumnTally tally = columns.get(column);
            if (fields.isNull(field)) {
                if (tally.addNull()) {
                    note(nullsUnfit.get(column), place);
                }
            } else if (tally.add(
                    fields.array(field), fields.from(field), fields.to(field), place)) {
                note(unfit.get(column), place);
            }
        }
        if (sample.wants(place)) {
            sample.add(place, sampled(first));
        }
    }

    /** Counts rows that were read as none of the table; they are in no other figure. */
    public void unreadable(List<UnreadableRow> found) {
        for (UnreadableRow row : found) {
            FirstExamples examples =
                    unreadable.computeIfAbsent(
                            row.reason(), reason -> new FirstExamples(UNFIT_EXAMPLES));
            examples.count(1);
            long place = part + row.number();
            if (examples.wants(place)) {
                examples.offer(place, row.place());
            }
        }
    }

    private byte[][] sampled(int first) {
        byte[][] values = new byte[columns.size()][];
        for (int column = 0; column < values.length; column++) {
            if (!fields.isNull(first + column)) {
                values[column] = columns.get(column).sampled(fields, first + column);
            }
        }
        return values;
    }

    private void note(FirstExamples examples, long place) {
        examples.count(1);
        if (examples.wants(place)) {
            examples.offer(place, rowName());
        }
    }

    /** By what the operator finds the row again. */
    private String rowName() {
        List<String> parts = new ArrayList<>();
        if (shape.located()) {
            parts.add("ctid=" + Bytes.text(fields.copy(0, 64)));
        }
        int first = shape.located() ? 1 : 0;
        for (int column : shape.key()) {
            ProfiledColumn key = shape.columns().get(column);
            String value =
                    key.masked()
                            ? "***"
                            : fields.isNull(first + column)
                                    ? "NULL"
                                    : Bytes.shown(
                                            fields.copy(first + column, RowSample.VALUE_BYTES),
                                            ColumnProfile.SHOWN_CHARACTERS);
            parts.add(key.name() + "=" + value);
        }
        return String.join(", ", parts);
    }

    /** Ends the adding; the tally can then be merged, shipped and summarized. */
    public TableTally seal() {
        columns.forEach(ColumnTally::seal);
        return this;
    }

    /** Takes the figures of another sealed part of the same table. */
    public TableTally merge(TableTally other) {
        rows += other.rows;
        bytes += other.bytes;
        for (int column = 0; column < columns.size(); column++) {
            columns.get(column).merge(other.columns.get(column));
            unfit.get(column).merge(other.unfit.get(column));
            nullsUnfit.get(column).merge(other.nullsUnfit.get(column));
        }
        other.unreadable.forEach(
                (reason, examples) ->
                        unreadable
                                .computeIfAbsent(reason, any -> new FirstExamples(UNFIT_EXAMPLES))
                                .merge(examples));
        sample.merge(other.sample);
        // One of several reasons, the same whichever part came first.
        List<String> reasons = new ArrayList<>();
        if (failure != null) {
            reasons.add(failure);
        }
        if (other.failure != null) {
            reasons.add(other.failure);
        }
        failure = reasons.isEmpty() ? null : Collections.min(reasons);
        return this;
    }

    /** Rows that were added. */
    public long rows() {
        return rows;
    }

    /** Bytes of the rows that were added, as they came. */
    public long bytes() {
        return bytes;
    }

    /** Why a part could not be read, or null. */
    public @Nullable String failure() {
        return failure;
    }

    /** What is in the columns, in their order. */
    public List<ColumnProfile> columns() {
        List<ColumnProfile> profiles = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            profiles.add(
                    new ColumnSummary(
                                    shape.columns().get(column),
                                    columns.get(column),
                                    sample,
                                    column)
                            .profile());
        }
        return List.copyOf(profiles);
    }

    /** The rows that a standing target would refuse or change. */
    public List<Unfit> unfit() {
        List<Unfit> found = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            ProfiledColumn profiled = shape.columns().get(column);
            if (unfit.get(column).rows() > 0) {
                found.add(unfit(profiled.limit().rule(), profiled, unfit.get(column)));
            }
            if (nullsUnfit.get(column).rows() > 0) {
                found.add(unfit("NOT NULL", profiled, nullsUnfit.get(column)));
            }
        }
        unreadable.forEach(
                (reason, examples) ->
                        found.add(new Unfit(reason, "", examples.rows(), examples.texts())));
        return found;
    }

    private static Unfit unfit(String rule, ProfiledColumn column, FirstExamples examples) {
        return new Unfit(rule, column.name(), examples.rows(), examples.texts());
    }
}
