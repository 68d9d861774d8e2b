package io.drover.canonical;

import java.util.Arrays;

/**
 * The containers that a document has open, and where the members of its open objects stand in the
 * output; puts the members of an object in order when it is closed.
 *
 * <p>Order: by the length of the key in UTF-8, then by its bytes; of equal keys the last one stays.
 */
final class JsonMembers {
    /** Where it stands in the place of a first member: an array has none. */
    private static final int ARRAY = -1;

    /** In place of a member whose key comes once more behind it. */
    private static final int REPEATED = -1;

    /** Of each open container the number of its first member. */
    private int[] firsts = new int[16];

    private int depth;

    /** Of each member where its key begins and ends, quotes included; escaped ones negated. */
    private int[] keyFrom = new int[64];

    private int[] keyTo = new int[64];
    private int members;
    private int[] order = new int[64];
    private int[] merged = new int[64];
    private byte[] unordered = new byte[256];
    private byte[] one = new byte[64];
    private byte[] other = new byte[64];

    void reset() {
        depth = 0;
        members = 0;
    }

    int depth() {
        return depth;
    }

    boolean inObject() {
        return firsts[depth - 1] != ARRAY;
    }

    void openObject() {
        open(members);
    }

    void openArray() {
        open(ARRAY);
    }

    private void open(int first) {
        if (depth == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * depth);
        }
        firsts[depth++] = first;
    }

    void closeArray() {
        depth--;
    }

    /** The key of a member, with its quotes, in {@code [from, to)} of the output. */
    void add(int from, int to, boolean escaped) {
        if (members == keyFrom.length) {
            keyFrom = Arrays.copyOf(keyFrom, 2 * members);
            keyTo = Arrays.copyOf(keyTo, 2 * members);
        }
        keyFrom[members] = from;
        keyTo[members] = escaped ? -to : to;
        members++;
    }

    /** Of an object whose members reach to the end of the output. */
    void closeObject(RowForm into) {
        int first = firsts[--depth];
        boolean inOrder = true;
        for (int member = first + 1; member < members && inOrder; member++) {
            inOrder = compare(into.bytes(), member - 1, member) < 0;
        }
        if (!inOrder) {
            sort(into.bytes(), first);
            rewrite(into, first);
        }
        members = first;
    }

    private void rewrite(RowForm into, int first) {
        int from = keyFrom[first];
        int length = into.length() - from;
        if (unordered.length < length) {
            unordered = new byte[Math.max(length, (int) Math.min(2L * length, 1 << 30))];
        }
        System.arraycopy(into.bytes(), from, unordered, 0, length);
        int count = members - first;
        for (int each = 0; each + 1 < count; each++) {
            if (compare(into.bytes(), order[each], order[each + 1]) == 0) {
                order[each] = REPEATED;
            }
        }
        into.cut(from);
        boolean any = false;
        for (int each = 0; each < count; each++) {
            int member = order[each];
            if (member == REPEATED) {
                continue;
            }
            if (any) {
                into.appendByte(',');
                into.appendByte(' ');
            }
            any = true;
            // A comma and a blank stand before the next member.
            int end = member + 1 == members ? length : keyFrom[member + 1] - 2 - from;
            into.append(unordered, keyFrom[member] - from, end - (keyFrom[member] - from));
        }
    }

    /** Merges runs of growing length: equal keys keep the order in which they came. */
    private void sort(byte[] bytes, int first) {
        int count = members - first;
        if (order.length < count) {
            order = new int[2 * count];
            merged = new int[2 * count];
        }
        for (int each = 0; each < count; each++) {
            order[each] = first + each;
        }
        for (int run = 1; run < count; run *= 2) {
            for (int from = 0; from < count; from += 2 * run) {
                merge(bytes, from, Math.min(count, from + run), Math.min(count, from + 2 * run));
            }
            int[] sorted = merged;
            merged = order;
            order = sorted;
        }
    }

    private void merge(byte[] bytes, int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int put = from; put < to; put++) {
            boolean takeLeft =
                    right == to
                            || (left < middle && compare(bytes, order[left], order[right]) <= 0);
            merged[put] = takeLeft ? order[left++] : order[right++];
        }
    }

    private int compare(byte[] bytes, int member, int than) {
        if (keyTo[member] > 0 && keyTo[than] > 0) {
            return compare(
                    bytes,
                    keyFrom[member] + 1,
                    keyTo[member] - 1,
                    bytes,
                    keyFrom[than] + 1,
                    keyTo[than] - 1);
        }
        one = room(one, member);
        other = room(other, than);
        return compare(
                one,
                0,
                JsonText.unescape(bytes, keyFrom[member] + 1, Math.abs(keyTo[member]) - 1, one),
                other,
                0,
                JsonText.unescape(bytes, keyFrom[than] + 1, Math.abs(keyTo[than]) - 1, other));
    }

    private static int compare(
            byte[] one, int from, int to, byte[] other, int otherFrom, int otherTo) {
        int order = Integer.compare(to - from, otherTo - otherFrom);
        return order != 0
                ? order
                : Arrays.compareUnsigned(one, from, to, other, otherFrom, otherTo);
    }

    private byte[] room(byte[] scratch, int member) {
        int length = Math.abs(keyTo[member]) - keyFrom[member];
        return scratch.length >= length ? scratch : new byte[2 * length];
    }
}
