package io.drover.testing.snowflake;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The troubles that a test has ordered, each for a number of times; none at the start. */
public final class Faults {
    private static final class Ordered {
        private final Fault fault;
        private int left;

        private Ordered(Fault fault, int left) {
            this.fault = fault;
            this.left = left;
        }
    }

    private final List<Ordered> ordered = new ArrayList<>();
    private final List<Fault> fired = new ArrayList<>();

    /** The next time that it matches. */
    public void once(Fault fault) {
        times(1, fault);
    }

    public synchronized void times(int count, Fault fault) {
        ordered.add(new Ordered(fault, count));
    }

    /** Until {@link #clear}. */
    public void always(Fault fault) {
        times(Integer.MAX_VALUE, fault);
    }

    public synchronized void clear() {
        ordered.clear();
    }

    /** What struck so far, in order. */
    public synchronized List<Fault> fired() {
        return List.copyOf(fired);
    }

    /** The fault of a kind that strikes now, which is thereby spent; null when none does. */
    synchronized Fault take(Fault.Kind kind, String subject) {
        for (Iterator<Ordered> each = ordered.iterator(); each.hasNext(); ) {
            Ordered one = each.next();
            if (one.fault.kind() == kind && one.fault.pattern().matcher(subject).find()) {
                one.left--;
                if (one.left == 0) {
                    each.remove();
                }
                fired.add(one.fault);
                return one.fault;
            }
        }
        return null;
    }

    boolean loses(String file) {
        return take(Fault.Kind.FILE_LOST, file) != null;
    }

    /** Throws where a row of a file is to be rejected. */
    synchronized void refuse(List<String> record) {
        if (!ordered.isEmpty()) {
            Fault rejected =
                    take(
                            Fault.Kind.ROW_REJECTED,
                            String.join(
                                    "|", record.stream().map(f -> f == null ? "" : f).toList()));
            if (rejected != null) {
                throw rejected.error();
            }
        }
    }

    boolean forgets(String file) {
        return take(Fault.Kind.FILE_FORGOTTEN, file) != null;
    }
}
