package io.drover.spec;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Eight bytes of each key: enough to say which keys may be there twice, and small enough to be
 * held.
 */
final class KeyHashes {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long[] hashes = new long[1024];
    private int count;

    void add(List<String> key) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = hash(key);
    }

    /** Hashes that were added more than once. */
    Set<Long> repeated() {
        long[] sorted = Arrays.copyOf(hashes, count);
        Arrays.sort(sorted);
        Set<Long> repeated = new HashSet<>();
        for (int index = 1; index < count; index++) {
            if (sorted[index] == sorted[index - 1]) {
                repeated.add(sorted[index]);
            }
        }
        return repeated;
    }

    /** FNV-1a over the parts and their lengths. */
    static long hash(List<String> key) {
        long hash = OFFSET;
        for (String part : key) {
            hash = (hash ^ part.length()) * PRIME;
            for (int index = 0; index < part.length(); index++) {
                hash = (hash ^ part.charAt(index)) * PRIME;
            }
        }
        return hash;
    }
}
