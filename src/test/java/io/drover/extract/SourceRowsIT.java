package io.drover.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceRowsIT {
    private TestDatabase database;
    private SnapshotHolder holder;

    @BeforeEach
    void open() {
        database = TestDatabase.create("source_rows");
        database.execute(
                "CREATE TABLE people (id int, \"Na\"\"me\" text, salary numeric, note json)",
                "INSERT INTO people SELECT g, 'n' || g, g * 1.10, '{\"b\": 1, \"a\":  2}'"
                        + " FROM generate_series(1, 2500) g",
                "CREATE TABLE child () INHERITS (people)",
                "INSERT INTO child VALUES (-1, 'of another table', 0, NULL)");
        holder = SnapshotHolder.open(Side.SOURCE, database.endpoint(), "drover test");
    }

    @AfterEach
    void close() {
        holder.close();
        ConnectionPool.closeAll();
        database.close();
    }

    @Test
    void rowsAreHandedOutByTheirPlacesUnderTheSnapshot() {
        List<Long> places = places(database.rows("SELECT ctid FROM ONLY people"));
        database.execute("UPDATE people SET salary = NULL");
        List<String> taken = new ArrayList<>();
        rows(Set.of())
                .read(places, (place, row, key) -> taken.add(SourceRows.ctid(place) + row + key));
        assertThat(taken)
                .hasSize(2500)
                .startsWith(
                        "(0,1){\"id\":1,\"Na\\\"me\":\"n1\",\"salary\":1.10,\"note\":{\"b\": 1, \"a\":  2}}{\"id\" : 1}");
    }

    @Test
    void maskedColumnsAreInNeitherDocument() {
        List<String> taken = new ArrayList<>();
        rows(Set.of("id", "Na\"me"))
                .read(List.of(3L, 3L), (place, row, key) -> taken.add(row + key));
        assertThat(taken)
                .containsExactly("{ \"salary\" : 3.30, \"note\" : {\"b\": 1, \"a\":  2} }{}");
    }

    @Test
    void aPlaceWithoutRowIsNoQuietOmission() {
        assertThatThrownBy(() -> rows(Set.of()).read(List.of(1L, 60_000L), (place, row, key) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Of 2 rows of public.people from ctid (0,1) on, 1 are there");
    }

    @Test
    void thePlaceOfTheLastBlockThereCanBeIsWritten() {
        assertThat(SourceRows.ctid(4294967294L * 65536 + 65535)).isEqualTo("(4294967294,65535)");
    }

    private SourceRows rows(Set<String> masked) {
        TablePlan plan =
                RuledTables.plan(database, "people", WireForm.BINARY, List.of(), List.of("id"));
        return new SourceRows(
                new SourceAccess(database.endpoint(), holder.snapshot(), 1, Long.MAX_VALUE),
                plan,
                masked);
    }

    private static List<Long> places(List<String> ctids) {
        return ctids.stream()
                .map(ctid -> ctid.substring(1, ctid.length() - 1).split(",", -1))
                .map(parts -> Long.parseLong(parts[0]) << 16 | Long.parseLong(parts[1]))
                .toList();
    }
}
