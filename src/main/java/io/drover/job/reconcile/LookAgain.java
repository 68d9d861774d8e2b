package io.drover.job.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.dialect.postgres.KeyPredicate;
import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Pause;
import io.drover.model.Difference;
import io.drover.model.Difference.Kind;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TablePlan;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.reconcile.ComparedColumn;
import io.drover.reconcile.DifferenceSink;
import io.drover.reconcile.SavedSums;
import io.drover.reconcile.TablePair;
import io.drover.spec.MigrationSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover reconcile --live}: looks again, under new snapshots, at the rows that differed
 * while both sides were written to, until each has agreed once or the patience of the spec ends.
 *
 * <p>Only rows that a key finds are looked at again, up to {@value #MOST} a table, and none of a
 * table whose rows rules make: its verdict stays. Another engine's auditor reads the whole table
 * for each look. Memory: their keys.
 */
final class LookAgain {
    /** So many keys fit into one statement. */
    static final int MOST = 10_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Clock clock;
    private final Pause pause;

    LookAgain(MigrationSpec spec, Supplier<SparkSession> sessions, Clock clock, Pause pause) {
        this.spec = spec.proving(spec.reconcile().showing(MOST));
        this.sessions = sessions;
        this.clock = clock;
        this.pause = pause;
    }

    /** The rows of a table that still differ after some looks. */
    record Left(List<Difference> differences, int looks, long agreed) {}

    /**
     * What is left of the differences of each table that was looked at again.
     *
     * @param keys of a table's differences as a JSON array; null: they are not looked at again
     */
    Map<Integer, Left> settle(List<TableVerdict> verdicts, Function<Integer, String> keys) {
        Map<Integer, String> waiting = new TreeMap<>();
        Map<Integer, Long> first = new TreeMap<>();
        for (TableVerdict verdict : verdicts) {
            String own = verdict.differences() == 0 ? null : keys.apply(verdict.tableNumber());
            if (own != null) {
                waiting.put(verdict.tableNumber(), own);
                first.put(verdict.tableNumber(), verdict.differences());
            }
        }
        Map<Integer, Left> left = new TreeMap<>();
        Instant end = clock.instant().plus(spec.reconcile().patience());
        for (int looks = 1; !waiting.isEmpty(); looks++) {
            Map<Integer, List<Difference>> differing = look(waiting);
            waiting.keySet().retainAll(differing.keySet());
            for (Map.Entry<Integer, List<Difference>> each : differing.entrySet()) {
                int table = each.getKey();
                List<Difference> rest = each.getValue();
                left.put(table, new Left(rest, looks, first.get(table) - rest.size()));
                waiting.put(table, keys(rest));
                if (rest.isEmpty()) {
                    waiting.remove(table);
                }
            }
            if (waiting.isEmpty() || !clock.instant().isBefore(end)) {
                break;
            }
            pause.after(looks);
        }
        return left;
    }

    /** Those that differ now, by table; a table that cannot be looked at so is absent. */
    private Map<Integer, List<Difference>> look(Map<Integer, String> keys) {
        Map<Integer, List<Difference>> differing = new TreeMap<>();
        try (ProofSides sides = ProofSides.open(spec, sessions)) {
            Catalog here = sides.source();
            Catalog there = sides.target();
            List<TablePair> pairs = pairs(keys, here, there);
            List<LevelVerdict> schemas =
                    pairs.stream().map(pair -> NotCompared.unasked(Level.SCHEMA)).toList();
            sides
                    .reconciler((rows, bytes) -> {}, SavedSums.NONE)
                    .reconcile(
                            pairs,
                            schemas,
                            sides.connection(Side.SOURCE),
                            sides.connection(Side.TARGET),
                            DifferenceSink.NONE)
                    .stream()
                    .filter(LookAgain::isProven)
                    .forEach(verdict -> differing.put(verdict.tableNumber(), verdict.shown()));
            return differing;
        } finally {
            ConnectionPool.closeAll();
        }
    }

    private static boolean isProven(TableVerdict verdict) {
        return verdict.levels().stream().noneMatch(each -> each.verdict() == Verdict.NOT_PROVEN);
    }

    private List<TablePair> pairs(Map<Integer, String> keys, Catalog source, Catalog target) {
        List<TablePlan> plans =
                MeetingTables.of(spec, Planner.tables(spec, source), source, target);
        ExpectedTables expected = ExpectedTables.of(spec, source, target);
        ProofSettings wishes = new ProofSettings(spec, source);
        List<TablePair> pairs = new ArrayList<>();
        for (TablePlan plan : plans) {
            TableInfo here = source.table(plan.source()).orElse(null);
            TableInfo there = target.table(plan.target()).orElse(null);
            if (!keys.containsKey(plan.number())
                    || here == null
                    || there == null
                    || expected.covers(plan)) {
                continue;
            }
            TablePair pair =
                    ReconcileTables.pair(plan, there, wishes.of(plan.source(), plan.target()));
            if (!pair.key().isEmpty()) {
                pairs.add(pair.only(rows(pair, here, there, keys.get(plan.number()))));
            }
        }
        return pairs;
    }

    private static TablePair.SomeRows rows(
            TablePair pair, TableInfo here, TableInfo there, String keys) {
        List<KeyColumn> source = new ArrayList<>();
        List<KeyColumn> target = new ArrayList<>();
        for (ComparedColumn column : pair.key()) {
            String name = column.name();
            source.add(new KeyColumn(name, name, type(here, name)));
            target.add(new KeyColumn(column.targetName(), name, type(there, column.targetName())));
        }
        return new TablePair.SomeRows(
                KeyPredicate.of(source, keys), KeyPredicate.of(target, keys), keys);
    }

    private static String type(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .map(ColumnInfo::type)
                .findFirst()
                .orElseThrow();
    }

    /** The keys of differences as the ledger has them. */
    static String keys(List<Difference> differences) {
        try {
            return MAPPER.writeValueAsString(differences.stream().map(Difference::key).toList());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Texts are always JSON", impossible);
        }
    }

    /** The verdict on a table, when what is left is all that differs. */
    static TableVerdict settled(TableVerdict first, Left left) {
        Map<Kind, Long> kinds = new TreeMap<>();
        left.differences().forEach(each -> kinds.merge(each.kind(), each.copies(), Long::sum));
        long changed = kinds.getOrDefault(Kind.CHANGED, 0L);
        long all = kinds.values().stream().mapToLong(Long::longValue).sum();
        String seen =
                "%d rows differed while both sides were written to; looked at again %d times, %d of them agreed"
                        .formatted(first.differences(), left.looks(), left.agreed());
        List<LevelVerdict> levels = new ArrayList<>();
        for (LevelVerdict level : first.levels()) {
            levels.add(
                    switch (level.level()) {
                        case COUNTS ->
                                new LevelVerdict(
                                        Level.COUNTS,
                                        all == changed ? Verdict.EQUAL : Verdict.DIFFERENT,
                                        "at first: " + level.detail());
                        case DIGESTS ->
                                new LevelVerdict(
                                        Level.DIGESTS,
                                        all == 0 ? Verdict.EQUAL : Verdict.DIFFERENT,
                                        seen);
                        default -> level;
                    });
        }
        List<String> notes = new ArrayList<>(first.notes());
        notes.add("live: " + seen);
        return new TableVerdict(
                first.tableNumber(),
                first.source(),
                first.target(),
                levels.stream().map(LevelVerdict::verdict).reduce(Verdict.EQUAL, Verdict::and),
                first.equality(),
                first.computed(),
                notes,
                levels,
                first.sourceDigest(),
                first.targetDigest(),
                kinds.getOrDefault(Kind.MISSING, 0L),
                kinds.getOrDefault(Kind.EXTRA, 0L),
                changed,
                kinds.getOrDefault(Kind.DUPLICATED, 0L),
                List.of(),
                left.differences().stream().limit(first.shown().size()).toList(),
                first.took());
    }
}
