package io.drover.reconcile.levels;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableName;
import io.drover.model.Verdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.spec.TableReconcileSpec.ReferenceSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Level REFERENCES: referential integrity of the target. A foreign key that the server has
 * validated is the server's word, which is taken; those that are not validated, and references that
 * only the spec knows, are looked for rows that refer to nothing.
 */
public final class ReferencesLevel implements LevelInquiry {
    private static final int EXAMPLES = 5;

    private final Subject subject;
    private final List<Reference> looked = new ArrayList<>();
    private final List<LevelFigure> vouched = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    public ReferencesLevel(Subject subject) {
        this.subject = subject;
        for (ConstraintInfo constraint : subject.target().constraints()) {
            if (constraint.kind() == ConstraintInfo.Kind.FOREIGN_KEY) {
                declared(constraint);
            }
        }
        List<String> names = subject.target().columns().stream().map(ColumnInfo::name).toList();
        for (ReferenceSpec reference : subject.settings().references()) {
            String unknown =
                    reference.columns().stream()
                            .filter(column -> !names.contains(column))
                            .findFirst()
                            .orElse(null);
            if (unknown != null) {
                problems.add(NamedColumns.problem(subject, "references", unknown));
            } else {
                looked.add(
                        new Reference(
                                "the spec's reference",
                                reference.columns(),
                                reference.table(),
                                reference.referenced()));
            }
        }
    }

    private void declared(ConstraintInfo foreignKey) {
        if (foreignKey.validated()) {
            vouched.add(
                    new LevelFigure(
                            foreignKey.name() + " " + foreignKey.definition(),
                            null,
                            null,
                            Verdict.EQUAL,
                            "validated: the server vouches for every row"));
            return;
        }
        Reference reference = Reference.of(foreignKey);
        if (reference == null) {
            problems.add("foreign key " + foreignKey.name() + " is not validated");
        } else {
            looked.add(reference);
        }
    }

    /** Whether there is anything to say. */
    public boolean isEmpty() {
        return looked.isEmpty() && vouched.isEmpty() && problems.isEmpty();
    }

    @Override
    public List<Question> questions() {
        return looked.stream()
                .map(reference -> Question.row(Side.TARGET, reference.countOrphans(table())))
                .toList();
    }

    private TableName table() {
        return subject.target().name();
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        List<Long> orphans = new ArrayList<>();
        for (int at = 0; at < looked.size(); at++) {
            Answer answer = answers.get(at);
            if (answer.failure() != null) {
                problems.add(looked.get(at) + ": " + answer.failure());
                orphans.add(-1L);
            } else {
                orphans.add(answer.count(0));
            }
        }
        return orphans.stream().anyMatch(count -> count > 0)
                ? Conclusion.further(new Examples(orphans))
                : Conclusion.of(verdict(orphans, List.of()));
    }

    private LevelVerdict verdict(List<Long> orphans, List<List<String>> examples) {
        List<LevelFigure> figures = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (int at = 0; at < looked.size(); at++) {
            long count = orphans.get(at);
            if (count > 0) {
                String some = String.join(", ", examples.get(at));
                broken.add("%s: %,d rows refer to nothing".formatted(looked.get(at), count));
                figures.add(
                        figure(
                                at,
                                "%,d orphans".formatted(count),
                                Verdict.DIFFERENT,
                                "such as " + some));
            } else if (count < 0) {
                figures.add(figure(at, null, Verdict.NOT_PROVEN, "could not be looked for"));
            }
        }
        for (int at = 0; at < looked.size(); at++) {
            if (orphans.get(at) == 0) {
                figures.add(figure(at, "no orphan", Verdict.EQUAL, ""));
            }
        }
        figures.addAll(vouched);
        if (!broken.isEmpty()) {
            return new LevelVerdict(
                    Level.REFERENCES, Verdict.DIFFERENT, String.join("; ", broken), figures);
        }
        return problems.isEmpty()
                ? new LevelVerdict(Level.REFERENCES, Verdict.EQUAL, agreed(), figures)
                : new LevelVerdict(
                        Level.REFERENCES, Verdict.NOT_PROVEN, String.join("; ", problems), figures);
    }

    private LevelFigure figure(int at, String target, Verdict verdict, String note) {
        return new LevelFigure(looked.get(at).toString(), null, target, verdict, note);
    }

    private String agreed() {
        List<String> parts = new ArrayList<>();
        if (!vouched.isEmpty()) {
            parts.add("the server vouches for validated foreign keys: " + vouched.size());
        }
        if (!looked.isEmpty()) {
            parts.add("references looked through, without an orphan: " + looked.size());
        }
        return String.join("; ", parts);
    }

    /** Asks for keys that lead nowhere. */
    private final class Examples implements LevelInquiry {
        private final List<Long> orphans;

        Examples(List<Long> orphans) {
            this.orphans = orphans;
        }

        @Override
        public List<Question> questions() {
            List<Question> questions = new ArrayList<>();
            for (int at = 0; at < looked.size(); at++) {
                if (orphans.get(at) > 0) {
                    questions.add(
                            Question.rows(
                                    Side.TARGET,
                                    looked.get(at).orphanKeys(table(), EXAMPLES),
                                    EXAMPLES));
                }
            }
            return questions;
        }

        @Override
        public Conclusion conclude(List<Answer> answers) {
            List<List<String>> examples = new ArrayList<>();
            int answer = 0;
            for (int at = 0; at < looked.size(); at++) {
                examples.add(
                        orphans.get(at) > 0
                                ? keys(looked.get(at), answers.get(answer++))
                                : List.of());
            }
            return Conclusion.of(verdict(orphans, examples));
        }

        private List<String> keys(Reference reference, Answer answer) {
            if (answer.failure() != null) {
                return List.of(answer.failure());
            }
            if (reference.columns().stream().anyMatch(subject.hidden()::contains)) {
                return List.of("(masked)");
            }
            return answer.rows().stream()
                    .map(row -> row.size() == 1 ? row.get(0) : "(" + String.join(", ", row) + ")")
                    .toList();
        }
    }
}
