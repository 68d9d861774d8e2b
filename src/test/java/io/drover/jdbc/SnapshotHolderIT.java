package io.drover.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Snapshot;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class SnapshotHolderIT {
    private static final Session SESSION = new Session("test", Session.Timeouts.NONE);

    @Test
    void aReaderSeesTheHoldersInstant() throws Exception {
        try (TestDatabase database = TestDatabase.create("instant")) {
            database.execute("CREATE TABLE t AS SELECT generate_series(1, 5000) AS id");
            try (SnapshotHolder holder =
                            SnapshotHolder.open(Side.SOURCE, database.endpoint(), "hold");
                    Connection reader =
                            Connections.open(Side.SOURCE, database.endpoint(), SESSION)) {
                database.execute("INSERT INTO t SELECT generate_series(1, 10)");
                SnapshotHolder.adopt(Side.SOURCE, reader, holder.snapshot());
                long rows = 0;
                try (CopyOutRows copy =
                        new CopyOutRows(
                                Side.SOURCE,
                                reader,
                                "COPY public.t TO STDOUT (FORMAT binary)",
                                WireForm.BINARY)) {
                    while (copy.advance()) {
                        assertThat(copy.length()).isEqualTo(10);
                        rows++;
                    }
                    assertThat(copy.sent()).isEqualTo(rows);
                }
                assertThat(rows).isEqualTo(5000);
                reader.rollback();
            }
        }
    }

    @Test
    void anEmptyTableIsNoRowsInBothForms() throws Exception {
        try (TestDatabase database = TestDatabase.create("empty")) {
            database.execute("CREATE TABLE t (id int)");
            try (Connection reader = Connections.open(Side.SOURCE, database.endpoint(), SESSION)) {
                for (WireForm form : WireForm.values()) {
                    try (CopyOutRows copy =
                            new CopyOutRows(
                                    Side.SOURCE,
                                    reader,
                                    "COPY public.t TO STDOUT (FORMAT " + form + ")",
                                    form)) {
                        assertThat(copy.advance()).isFalse();
                        assertThat(copy.sent()).isZero();
                    }
                }
            }
        }
    }

    @Test
    void aSnapshotThatEndedIsATransientFailure() throws Exception {
        try (TestDatabase database = TestDatabase.create("ended")) {
            Snapshot gone;
            try (SnapshotHolder holder =
                    SnapshotHolder.open(Side.SOURCE, database.endpoint(), "hold")) {
                gone = holder.snapshot();
            }
            try (Connection reader = Connections.open(Side.SOURCE, database.endpoint(), SESSION)) {
                assertThatThrownBy(() -> SnapshotHolder.adopt(Side.SOURCE, reader, gone))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                failure ->
                                        assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT))
                        .hasMessageContaining("nobody holds it open");
            }
        }
    }
}
