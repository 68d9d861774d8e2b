package io.drover.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import org.junit.jupiter.api.Test;

class TestMariaDbIT {
    @Test
    void aDatabaseIsThereAndGone() {
        String name;
        try (TestMariaDb database = TestMariaDb.create("fixture")) {
            name = database.name();
            database.execute("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1), (2)");
            assertThat(database.rows("SELECT a FROM t ORDER BY a")).containsExactly("1", "2");
            assertThat(database.value("SELECT @@version")).startsWith("11.4.5");
            assertThat(database.value("SELECT @@log_bin, @@binlog_format")).isEqualTo("1|ROW");
        }
        try (TestMariaDb other = TestMariaDb.create("fixture")) {
            assertThat(other.rows("SHOW DATABASES")).doesNotContain(name);
        }
    }

    @Test
    void aSessionThatIsLeftOpenFailsTheTest() throws Exception {
        TestMariaDb database = TestMariaDb.create("leak");
        try (Connection left = database.connect()) {
            assertThat(left.isValid(1)).isTrue();
            assertThatThrownBy(database::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("left open");
        }
    }
}
