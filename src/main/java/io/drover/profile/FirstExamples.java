package io.drover.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A count, and the different examples that were met first: the same in any cut and order, as each
 * comes with its place.
 */
final class FirstExamples implements Serializable {
    private static final long serialVersionUID = 1L;

    /** An example; {@code place} orders the rows of a table. */
    private record Example(long place, String text) implements Comparable<Example>, Serializable {
        @Override
        public int compareTo(Example other) {
            return Long.compare(place, other.place);
        }
    }

    private final int most;
    private final List<Example> examples = new ArrayList<>();
    private long rows;

    FirstExamples(int most) {
        this.most = most;
    }

    void count(long more) {
        rows += more;
    }

    long rows() {
        return rows;
    }

    /** Whether an example at this place would be kept, so that it need not be made in vain. */
    boolean wants(long place) {
        return examples.size() < most || place < examples.get(most - 1).place();
    }

    void offer(long place, String text) {
        for (int index = 0; index < examples.size(); index++) {
            if (examples.get(index).text().equals(text)) {
                if (place >= examples.get(index).place()) {
                    return;
                }
                examples.remove(index);
                break;
            }
        }
        examples.add(new Example(place, text));
        Collections.sort(examples);
        if (examples.size() > most) {
            examples.remove(most);
        }
    }

    void merge(FirstExamples other) {
        rows += other.rows;
        other.examples.forEach(example -> offer(example.place(), example.text()));
    }

    List<String> texts() {
        return examples.stream().map(Example::text).toList();
    }
}
