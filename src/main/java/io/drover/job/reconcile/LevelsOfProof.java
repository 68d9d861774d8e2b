package io.drover.job.reconcile;

import io.drover.model.ColumnPlan;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.reconcile.levels.Account;
import io.drover.reconcile.levels.AggregatesLevel;
import io.drover.reconcile.levels.BalanceLevel;
import io.drover.reconcile.levels.CarriedColumn;
import io.drover.reconcile.levels.CountsLevel;
import io.drover.reconcile.levels.InFlightLevel;
import io.drover.reconcile.levels.LevelInquiry;
import io.drover.reconcile.levels.QueryLevel;
import io.drover.reconcile.levels.ReferencesLevel;
import io.drover.reconcile.levels.SampleLevel;
import io.drover.reconcile.levels.SequencesLevel;
import io.drover.reconcile.levels.Subject;
import io.drover.spec.MigrationSpec;
import io.drover.spec.ReconcileSpec;
import io.drover.spec.TableReconcileSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds the levels that the spec asks for, besides definitions and row digests, to the verdicts on
 * tables. All questions of all tables go to the servers together.
 */
final class LevelsOfProof {
    private static final Set<Level> OF_BOTH_SIDES =
            EnumSet.of(Level.COUNTS, Level.AGGREGATES, Level.SAMPLE);

    private final ReconcileSpec settings;
    private final EngineLevels reach;
    private final ProofSettings tableSettings;
    private final Catalog source;
    private final Catalog target;
    private final Map<TableName, Account> accounts;
    private final EngineCounts.RowCounter counter;
    private final List<LevelInquiry> inquiries = new ArrayList<>();

    /** For each inquiry the place of its table among the verdicts. */
    private final List<Integer> places = new ArrayList<>();

    private final Map<Integer, List<String>> notes = new HashMap<>();
    private final Set<TableName> looked = new HashSet<>();
    private final Set<TableName> counting = new HashSet<>();

    /**
     * @param accounts what the ledger says of the latest load, by table of the target
     * @param counter of a side that is no PostgreSQL
     */
    LevelsOfProof(
            MigrationSpec spec,
            Catalog source,
            Catalog target,
            Map<TableName, Account> accounts,
            EngineCounts.RowCounter counter) {
        this.settings = spec.reconcile();
        this.reach = new EngineLevels(spec);
        this.tableSettings = new ProofSettings(spec, source);
        this.source = source;
        this.target = target;
        this.accounts = accounts;
        this.counter = counter;
    }

    /** Verdicts with every level that was asked for, and those on the spec's queries. */
    record Proven(List<TableVerdict> tables, List<LevelVerdict> queries) {}

    /**
     * Proves the rest.
     *
     * @param plans by which the tables were compared; a verdict has the number of one of them
     */
    Proven prove(
            List<TableVerdict> verdicts,
            List<TablePlan> plans,
            LevelInquiry.Respondent respondent) {
        for (int place = 0; place < verdicts.size(); place++) {
            inquire(place, verdicts.get(place), plans);
        }
        int tables = inquiries.size();
        settings.queries()
                .forEach(
                        query -> inquiries.add(reach.within(Level.QUERIES, new QueryLevel(query))));
        List<LevelInquiry.Conclusion> conclusions = LevelInquiry.settle(inquiries, respondent);
        List<TableVerdict> proven = new ArrayList<>();
        verdicts.forEach(verdict -> proven.add(asked(verdict)));
        for (int at = 0; at < tables; at++) {
            LevelInquiry.Conclusion conclusion = conclusions.get(at);
            int place = places.get(at);
            proven.set(
                    place,
                    conclusion.verdict() == null
                            ? proven.get(place).noting(conclusion.note())
                            : proven.get(place).with(conclusion.verdict()));
        }
        for (int place = 0; place < proven.size(); place++) {
            for (String note : notes.getOrDefault(place, List.of())) {
                proven.set(place, proven.get(place).noting(note));
            }
            proven.set(place, judged(proven.get(place)));
        }
        return new Proven(
                proven,
                conclusions.subList(tables, conclusions.size()).stream()
                        .map(LevelInquiry.Conclusion::verdict)
                        .toList());
    }

    private boolean asks(Level level) {
        return settings.levels().contains(level);
    }

    private TableVerdict asked(TableVerdict verdict) {
        return asks(Level.SCHEMA) ? verdict : verdict.without(Level.SCHEMA);
    }

    private void inquire(int place, TableVerdict verdict, List<TablePlan> plans) {
        TableInfo here = source.table(verdict.source()).orElse(null);
        TableInfo there = target.table(verdict.target()).orElse(null);
        TablePlan plan =
                plans.stream()
                        .filter(each -> each.number() == verdict.tableNumber())
                        .findFirst()
                        .orElse(null);
        if (here == null || there == null || plan == null) {
            return;
        }
        Subject subject = subject(plan, here, there);
        boolean first = looked.add(there.name());
        long meeting = plans.stream().filter(each -> each.target().equals(there.name())).count();
        if (meeting > 1) {
            if (asks(Level.AGGREGATES) || asks(Level.SAMPLE) || !asks(Level.DIGESTS)) {
                note(
                        place,
                        "counts, aggregates and samples are not compared apart from digests: %d tables of the source meet in %s"
                                .formatted(meeting, there.name()));
            }
        } else {
            ofBothSides(place, verdict, subject, plan);
        }
        if (first) {
            ofTarget(place, verdict, subject);
        }
        unused(subject.settings()).ifPresent(unused -> note(place, unused));
    }

    private void ofBothSides(int place, TableVerdict verdict, Subject subject, TablePlan plan) {
        boolean counted = verdict.levels().stream().anyMatch(one -> one.level() == Level.COUNTS);
        if (asks(Level.COUNTS) && !counted) {
            inquiries.add(reach.counting(new CountsLevel(subject), plan, counter));
            places.add(place);
        }
        if (asks(Level.AGGREGATES)) {
            add(place, Level.AGGREGATES, new AggregatesLevel(subject));
        }
        if (!asks(Level.SAMPLE)) {
            return;
        }
        if (subject.making() == Subject.Making.RULED) {
            note(place, "no sample is drawn: rules make the target's rows, which digests prove");
        } else {
            add(
                    place,
                    Level.SAMPLE,
                    new SampleLevel(subject, settings.sampleRows(), settings.sampleSeed()));
        }
    }

    private void ofTarget(int place, TableVerdict verdict, Subject subject) {
        TableName name = subject.target().name();
        Account account = accounts.get(name);
        if (asks(Level.SEQUENCES)) {
            List<SequenceInfo> owned = sequences(subject.target());
            if (!owned.isEmpty()) {
                add(place, Level.SEQUENCES, new SequencesLevel(owned, sourceSequences(subject)));
            }
        }
        if (asks(Level.BALANCE) && account != null) {
            add(place, Level.BALANCE, new BalanceLevel(subject, account, counted(verdict)));
        }
        if (asks(Level.REFERENCES)) {
            ReferencesLevel references = new ReferencesLevel(subject);
            if (!references.isEmpty()) {
                add(place, Level.REFERENCES, references);
            }
        }
        if (asks(Level.IN_FLIGHT)) {
            add(place, Level.IN_FLIGHT, new InFlightLevel(name, account));
        }
    }

    /** The target's rows, where the row digests have counted them. */
    private static @Nullable Long counted(TableVerdict verdict) {
        boolean counted =
                verdict.levels().stream()
                        .anyMatch(
                                level ->
                                        level.level() == Level.COUNTS
                                                && level.verdict() != Verdict.NOT_PROVEN);
        return counted ? verdict.targetDigest().rows() : null;
    }

    private Subject subject(TablePlan plan, TableInfo here, TableInfo there) {
        List<CarriedColumn> carried = new ArrayList<>();
        for (ColumnPlan column : plan.columns()) {
            Optional<ColumnInfo> from = column(here, column.source());
            Optional<ColumnInfo> to = column(there, column.target());
            if (from.isPresent() && to.isPresent()) {
                carried.add(new CarriedColumn(from.get(), to.get()));
            }
        }
        Set<String> hidden = new LinkedHashSet<>();
        if (plan.rules() != null) {
            hidden.addAll(plan.rules().hidden());
            plan.columns().stream()
                    .filter(column -> plan.rules().masked().contains(column.source()))
                    .forEach(column -> hidden.add(column.target()));
        }
        return new Subject(
                here,
                there,
                carried,
                plan.key(),
                plan.where(),
                plan.rules() == null ? Subject.Making.CARRIED : Subject.Making.RULED,
                hidden,
                tableSettings.of(plan.source(), plan.target()));
    }

    private static Optional<ColumnInfo> column(TableInfo table, String name) {
        return table.columns().stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Those of its own columns; and of a partitioned ancestor's, unless they were looked at. */
    private List<SequenceInfo> sequences(TableInfo table) {
        List<SequenceInfo> found = new ArrayList<>();
        for (TableInfo each = table; each != null; ) {
            TableName owner = each.name();
            if (counting.add(owner)) {
                target.sequences().stream()
                        .filter(sequence -> owner.equals(sequence.ownerTable()))
                        .filter(sequence -> sequence.ownerColumn() != null)
                        .forEach(found::add);
            }
            each =
                    each.partitionOf() == null
                            ? null
                            : target.table(each.partitionOf()).orElse(null);
        }
        return found;
    }

    /** By the column of the target that each column's values go to. */
    private Map<String, SequenceInfo> sourceSequences(Subject subject) {
        Map<String, SequenceInfo> found = new HashMap<>();
        for (SequenceInfo sequence : source.sequences()) {
            if (subject.source().name().equals(sequence.ownerTable())) {
                subject.columns().stream()
                        .filter(column -> column.source().name().equals(sequence.ownerColumn()))
                        .forEach(column -> found.put(column.target().name(), sequence));
            }
        }
        return found;
    }

    private Optional<String> unused(TableReconcileSpec table) {
        List<String> keys = new ArrayList<>();
        if (!asks(Level.AGGREGATES) && !table.groupBy().isEmpty()) {
            keys.add("group-by");
        }
        if (!asks(Level.AGGREGATES) && !table.thresholds().isEmpty()) {
            keys.add("thresholds");
        }
        if (!asks(Level.REFERENCES) && !table.references().isEmpty()) {
            keys.add("references");
        }
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "reconcile.%s has no effect: its level is not among reconcile.levels"
                                .formatted(String.join(" and ", keys)));
    }

    /** What was left out of the levels makes the proof say less, or say nothing of the source. */
    private TableVerdict judged(TableVerdict verdict) {
        if (asks(Level.DIGESTS)) {
            return verdict;
        }
        String less = "digests were not asked for: that every row is the same is not proven";
        if (asks(Level.IN_FLIGHT)) {
            return verdict.unproven(less + ", and in-flight takes the load's word");
        }
        boolean wanted = OF_BOTH_SIDES.stream().anyMatch(this::asks);
        boolean compared =
                verdict.levels().stream().anyMatch(one -> OF_BOTH_SIDES.contains(one.level()));
        return wanted && !compared
                ? verdict.unproven(less + ", and nothing else of its rows could be compared")
                : verdict.noting(less);
    }

    private void add(int place, Level level, LevelInquiry inquiry) {
        inquiries.add(reach.within(level, inquiry));
        places.add(place);
    }

    private void note(int place, String note) {
        notes.computeIfAbsent(place, none -> new ArrayList<>()).add(note);
    }
}
