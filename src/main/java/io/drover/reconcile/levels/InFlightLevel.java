package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import io.drover.model.TableName;
import io.drover.model.Verdict;
import io.drover.model.WireForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Level IN_FLIGHT: one scan of the target in the form in which the load sent its rows, against the
 * sum of the digests in the load's receipts. A first proof, of the way from the load into the
 * target; it says nothing of the source and takes the load's word for what was sent.
 */
public final class InFlightLevel implements LevelInquiry {
    /** Read by one task. */
    private static final long PART_BLOCKS = (128L << 20) / 8192;

    /** Since when a range of ctids is scanned without reading the rest of the table. */
    private static final int TID_RANGE_SCAN = 140000;

    private static final int MOST_PARTITIONS = 100_000;

    private static final String RELATIONS =
            """
            WITH RECURSIVE tree AS (
              SELECT c.oid, c.relkind FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = %s AND c.relname = %s
              UNION ALL
              SELECT c.oid, c.relkind FROM tree
              JOIN pg_inherits i ON i.inhparent = tree.oid
              JOIN pg_class c ON c.oid = i.inhrelid
              WHERE tree.relkind = 'p'
            )
            SELECT n.nspname::text, c.relname::text, (pg_relation_size(c.oid) / 8192)::text,
                   current_setting('server_version_num')
            FROM tree
            JOIN pg_class c ON c.oid = tree.oid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE tree.relkind <> 'p'
            ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
            """;

    private final TableName target;
    private final @Nullable Account account;

    /**
     * @param account null where the ledger has no load of the table
     */
    public InFlightLevel(TableName target, @Nullable Account account) {
        this.target = target;
        this.account = account;
    }

    @Override
    public List<Question> questions() {
        return impossible() != null
                ? List.of()
                : List.of(
                        Question.rows(
                                Side.TARGET,
                                RELATIONS.formatted(
                                        PostgresNames.literal(target.schema()),
                                        PostgresNames.literal(target.name())),
                                MOST_PARTITIONS));
    }

    /** Why there is nothing to scan for; null where there is. */
    private @Nullable String impossible() {
        if (account == null) {
            return "the ledger has no load of it";
        }
        if (account.complete() != Account.Progress.COMPLETE) {
            return "load " + account.loadId() + " is not complete";
        }
        if (account.wire() != WireForm.BINARY) {
            return "its rows were sent as text, which is not the same text again";
        }
        return account.columns() == null
                ? "several tables meet in it, and were sent with their columns in several orders"
                : null;
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        String failure = impossible() != null ? impossible() : Answer.failure(answers);
        if (failure != null) {
            return Conclusion.of(verdict(Verdict.NOT_PROVEN, failure));
        }
        List<Question> scans = new ArrayList<>();
        for (List<String> relation : answers.get(0).rows()) {
            scans(relation, scans);
        }
        return Conclusion.further(new Scan(scans));
    }

    private void scans(List<String> relation, List<Question> scans) {
        TableName name = new TableName(relation.get(0), relation.get(1));
        long blocks = Long.parseLong(relation.get(2));
        long parts =
                Integer.parseInt(relation.get(3)) < TID_RANGE_SCAN
                        ? 1
                        : Math.max(1, (blocks + PART_BLOCKS - 1) / PART_BLOCKS);
        for (long part = 0; part < parts; part++) {
            // Open at both ends: the table may have grown since it was measured.
            String lower = part == 0 ? "true" : "ctid >= '(%d,0)'".formatted(part * blocks / parts);
            String upper =
                    part == parts - 1
                            ? "true"
                            : "ctid < '(%d,0)'".formatted((part + 1) * blocks / parts);
            scans.add(
                    new Question(
                            Side.TARGET,
                            Question.Kind.WIRE_DIGEST,
                            "COPY (SELECT %s FROM ONLY %s WHERE %s AND %s) TO STDOUT (FORMAT binary)"
                                    .formatted(
                                            PostgresNames.quoteAll(account.columns()),
                                            PostgresNames.quote(name),
                                            lower,
                                            upper),
                            1));
        }
    }

    private static LevelVerdict verdict(Verdict verdict, String detail) {
        return new LevelVerdict(Level.IN_FLIGHT, verdict, detail);
    }

    /** The scan itself. */
    private final class Scan implements LevelInquiry {
        private final List<Question> parts;

        Scan(List<Question> parts) {
            this.parts = List.copyOf(parts);
        }

        @Override
        public List<Question> questions() {
            return parts;
        }

        @Override
        public Conclusion conclude(List<Answer> answers) {
            String failure = Answer.failure(answers);
            if (failure != null) {
                return Conclusion.of(verdict(Verdict.NOT_PROVEN, failure));
            }
            SetDigest found = SetDigest.EMPTY;
            for (Answer answer : answers) {
                found = found.plus(SetDigest.of(answer.count(0), answer.only(1)));
            }
            return Conclusion.of(compare(account.sent(), found));
        }

        private LevelVerdict compare(SetDigest sent, SetDigest found) {
            if (sent.equals(found)) {
                return verdict(
                        Verdict.EQUAL,
                        "the target holds the %d rows that load %d sent, digest %s; a first proof, which is not about the source"
                                .formatted(found.rows(), account.loadId(), found.hex()));
            }
            String differ =
                    sent.rows() == found.rows()
                            ? "the %d rows of the target are not those that load %d sent (digest %s, sent %s)"
                                    .formatted(
                                            found.rows(), account.loadId(), found.hex(), sent.hex())
                            : "the target has %d rows, and load %d sent %d"
                                    .formatted(found.rows(), account.loadId(), sent.rows());
            return account.doubts().isEmpty()
                    ? verdict(Verdict.DIFFERENT, differ)
                    : verdict(
                            Verdict.NOT_PROVEN,
                            differ
                                    + "; it may be so because "
                                    + String.join(", ", account.doubts()));
        }
    }
}
