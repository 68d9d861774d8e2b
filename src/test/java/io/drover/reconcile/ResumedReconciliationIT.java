package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.LevelVerdict;
import io.drover.model.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a killed reconciliation has read is not read again, as long as it is the same still. */
final class ResumedReconciliationIT {
    private static final String ROWS =
            "INSERT INTO big SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, 20000) n";

    private static final LevelVerdict SCHEMA =
            new LevelVerdict(LevelVerdict.Level.SCHEMA, Verdict.EQUAL, "");

    private final Pairs pairs = new Pairs().taskBytes(2 << 20).saving(new InMemory());

    @BeforeEach
    void begin() {
        InMemory.KEPT.clear();
        pairs.both("CREATE TABLE big (id int PRIMARY KEY, text text)", ROWS);
    }

    @AfterEach
    void close() {
        pairs.close();
    }

    @Test
    void whatIsUnchangedIsTakenOver() {
        int parts = read();

        PairOutcome again = pairs.compare("big", "id");

        assertThat(parts).isGreaterThan(4);
        assertThat(again.comparison().partsTakenOver()).isEqualTo(parts);
        assertThat(again.comparison().wireBytes()).isZero();
        assertThat(again.verdict(SCHEMA).verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(again.verdict(SCHEMA).notes())
                .anyMatch(note -> note.contains("did not come to its end"));
    }

    @Test
    void aChangedRowAndADeletedOneAreSeenAllTheSame() {
        read();
        pairs.target.execute("UPDATE big SET text = 'other' WHERE id = 7");
        pairs.source.execute("DELETE FROM big WHERE id = 19999");

        PairOutcome again = pairs.compare("big", "id");

        assertThat(again.named().found()).isEqualTo(2);
        assertThat(again.comparison().partsTakenOver()).isPositive();
    }

    @Test
    void aDeletedRowThatAnotherOneReplacedIsSeen() {
        read();
        pairs.target.execute(
                "DELETE FROM big WHERE id = 20000", "INSERT INTO big VALUES (30000, 'new')");

        assertThat(pairs.compare("big", "id").named().found()).isEqualTo(2);
    }

    @Test
    void nothingIsTakenOverOfARewrittenTable() {
        read();
        pairs.source.execute("VACUUM FULL big");
        pairs.target.execute("TRUNCATE big", ROWS);

        assertThat(pairs.compare("big", "id").comparison().partsTakenOver()).isZero();
    }

    @Test
    void aPlantedSumIsBelievedSoThatThePartsAreReallyNotRead() {
        read();
        // As if the first reading had been wrong: only a second reading could tell.
        InMemory.KEPT.replaceAll(
                (part, saved) ->
                        new SavedSums.Saved(
                                saved.visible(), saved.relationFile(), saved.rows(), new byte[0]));

        assertThat(pairs.compare("big", "id").comparison().source().rows()).isZero();
    }

    private int read() {
        PairOutcome first = pairs.compare("big", "id");
        assertThat(first.comparison().partsTakenOver()).isZero();
        assertThat(first.comparison().wireBytes()).isPositive();
        return InMemory.KEPT.size();
    }

    /** Tasks of the same JVM keep here what they have read. */
    private static final class InMemory implements SavedSums {
        private static final long serialVersionUID = 1L;
        private static final Map<Part, Saved> KEPT = new ConcurrentHashMap<>();

        @Override
        public Map<Part, Saved> find(SideAccess target, List<Part> parts) {
            Map<Part, Saved> found = new HashMap<>(KEPT);
            found.keySet().retainAll(parts);
            return found;
        }

        @Override
        public void save(SideAccess target, Map<Part, Saved> parts) {
            KEPT.putAll(parts);
        }
    }
}
