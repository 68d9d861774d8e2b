package io.drover.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.TableProgress;
import io.drover.model.SetDigest;
import io.drover.model.TableName;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class QuarantineShareTest {
    private static final TableName TABLE = new TableName("core", "people");

    @Test
    void asMuchAsTheShareIsAllowed() {
        assertThatCode(() -> QuarantineShare.check(TABLE, loaded(1000, 10), 0.01))
                .doesNotThrowAnyException();
        assertThatCode(() -> QuarantineShare.check(TABLE, loaded(0, 0), 0))
                .doesNotThrowAnyException();
    }

    @Test
    void oneRowMoreStopsTheTable() {
        assertThatThrownBy(() -> QuarantineShare.check(TABLE, loaded(1000, 11), 0.01))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.QUARANTINE_LIMIT))
                .hasMessageContaining(
                        "of 1000 rows read 11 were set aside and quarantine.max-share is 0.01, which allows 10");
    }

    private static TableProgress loaded(long read, long quarantined) {
        return new TableProgress(
                0,
                0,
                TableProgress.State.LOADING,
                0,
                new BitSet(),
                read,
                read - quarantined,
                0,
                0,
                quarantined,
                SetDigest.EMPTY,
                1);
    }
}
