package io.drover.reconcile;

import io.drover.dialect.postgres.CanonicalField;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the digests of each side of each pair are made, and why there. What was chosen nowhere is
 * read by tasks.
 *
 * <p>Runs on: driver and executors; a choice is added on the driver only.
 */
final class DigestPlaces implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<Integer, EnumMap<Side, Choice>> byPair = new HashMap<>();

    /** {@code fields}: of the rows that a PostgreSQL digests, else null. */
    private record Choice(@Nullable List<CanonicalField> fields, String where, String reason, By by)
            implements Serializable {
        String text() {
            return reason.isEmpty() ? where : where + " (" + reason + ")";
        }
    }

    private enum By {
        SERVER,
        TASKS
    }

    private static final String BY_TASKS = "in Spark tasks, from the wire";
    private static final Choice NOT_CHOSEN = new Choice(null, BY_TASKS, "", By.TASKS);

    void byServer(int pair, Side side, List<CanonicalField> fields, String reason) {
        choose(pair, side, new Choice(List.copyOf(fields), "by the server", reason, By.SERVER));
    }

    void byTasks(int pair, Side side, String reason) {
        choose(pair, side, new Choice(null, BY_TASKS, reason, By.TASKS));
    }

    /** Of rows that come as forms; {@code where}: for people. */
    void formed(int pair, Side side, String where, String reason) {
        choose(pair, side, new Choice(null, where, reason, By.TASKS));
    }

    /** Of rows that a server other than PostgreSQL digests; {@code where}: for people. */
    void byEngine(int pair, Side side, String where, String reason) {
        choose(pair, side, new Choice(null, where, reason, By.SERVER));
    }

    private void choose(int pair, Side side, Choice choice) {
        byPair.computeIfAbsent(pair, none -> new EnumMap<>(Side.class)).put(side, choice);
    }

    /** What a PostgreSQL digests; null where something else does. */
    @Nullable
    List<CanonicalField> fields(int pair, Side side) {
        return choice(pair, side).fields();
    }

    /** Whether any side of the pair is digested by its server. */
    boolean anyByServer(int pair) {
        return choice(pair, Side.SOURCE).by() == By.SERVER
                || choice(pair, Side.TARGET).by() == By.SERVER;
    }

    /** For people: where and why. */
    String computed(int pair) {
        String source = choice(pair, Side.SOURCE).text();
        String target = choice(pair, Side.TARGET).text();
        return source.equals(target) ? source : "source: %s; target: %s".formatted(source, target);
    }

    private Choice choice(int pair, Side side) {
        Map<Side, Choice> sides = byPair.get(pair);
        return sides == null ? NOT_CHOSEN : sides.getOrDefault(side, NOT_CHOSEN);
    }
}
