package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.Fault;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every trouble of the stand-in on the way of a batch, with both kinds of stage and of results. */
class SnowflakeFaultsSparkTest extends SnowflakeTrial {
    private static final String COPY = "^\\s*copy into";
    private static final String MOVE = "^INSERT INTO .*DROVER_NEW_";
    private static final String COMMIT = "^\\s*commit";
    private static final String UPLOAD = "^PUT (?!file:)";
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final Map<StageKind, SnowflakeStandIn> SERVERS = new EnumMap<>(StageKind.class);

    /** When it strikes: while rows are staged, or behind that, when they are moved. */
    private enum When {
        STAGING,
        MOVING
    }

    /** What happens to the batch: it goes on, or it ends and is given once more. */
    private enum Then {
        GOES_ON,
        ENDS,
        /** The driver sends a file to GCS from a stream, and so once. */
        ENDS_ON_GCS
    }

    private record Trouble(String name, When when, Then then, Fault fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Trouble> TROUBLES =
            List.of(
                    new Trouble("copy_fails", When.STAGING, Then.ENDS, Fault.copyFails()),
                    new Trouble(
                            "copy_fails_behind_its_effect",
                            When.STAGING,
                            Then.ENDS,
                            Fault.failsAfter(COPY)),
                    new Trouble(
                            "copy_reply_lost", When.STAGING, Then.GOES_ON, Fault.replyLost(COPY)),
                    new Trouble("copy_reply_cut", When.STAGING, Then.ENDS, Fault.replyCut(COPY)),
                    new Trouble(
                            "copy_dropped", When.STAGING, Then.GOES_ON, Fault.droppedBefore(COPY)),
                    new Trouble(
                            "copy_503", When.STAGING, Then.GOES_ON, Fault.httpStatus(COPY, 503)),
                    new Trouble("copy_slow", When.STAGING, Then.GOES_ON, Fault.slow(COPY, SLOW)),
                    new Trouble(
                            "copy_token_expired",
                            When.STAGING,
                            Then.GOES_ON,
                            Fault.sessionExpired(COPY)),
                    new Trouble(
                            "file_not_listed",
                            When.STAGING,
                            Then.GOES_ON,
                            Fault.fileForgotten(".*")),
                    new Trouble("file_not_seen", When.STAGING, Then.GOES_ON, Fault.fileLost(".*")),
                    new Trouble(
                            "upload_truncated",
                            When.STAGING,
                            Then.ENDS,
                            Fault.uploadTruncated(".*")),
                    new Trouble(
                            "upload_503",
                            When.STAGING,
                            Then.ENDS_ON_GCS,
                            Fault.httpStatus(UPLOAD, 503)),
                    new Trouble(
                            "upload_429",
                            When.STAGING,
                            Then.ENDS_ON_GCS,
                            Fault.httpStatus(UPLOAD, 429)),
                    new Trouble("move_fails", When.MOVING, Then.GOES_ON, Fault.failsBefore(MOVE)),
                    new Trouble(
                            "move_fails_behind_its_effect",
                            When.MOVING,
                            Then.GOES_ON,
                            Fault.failsAfter(MOVE)),
                    new Trouble(
                            "move_reply_lost", When.MOVING, Then.GOES_ON, Fault.replyLost(MOVE)),
                    new Trouble("move_reply_cut", When.MOVING, Then.GOES_ON, Fault.replyCut(MOVE)),
                    new Trouble("move_429", When.MOVING, Then.GOES_ON, Fault.httpStatus(MOVE, 429)),
                    new Trouble("move_slow", When.MOVING, Then.GOES_ON, Fault.slow(MOVE, SLOW)),
                    new Trouble(
                            "move_token_expired",
                            When.MOVING,
                            Then.GOES_ON,
                            Fault.sessionExpired(MOVE)),
                    new Trouble(
                            "commit_fails", When.MOVING, Then.GOES_ON, Fault.failsBefore(COMMIT)),
                    new Trouble(
                            "commit_fails_behind_its_effect",
                            When.MOVING,
                            Then.GOES_ON,
                            Fault.failsAfter(COMMIT)),
                    new Trouble(
                            "commit_reply_lost",
                            When.MOVING,
                            Then.GOES_ON,
                            Fault.replyLost(COMMIT)),
                    new Trouble(
                            "commit_reply_cut", When.MOVING, Then.GOES_ON, Fault.replyCut(COMMIT)),
                    new Trouble(
                            "commit_token_expired",
                            When.MOVING,
                            Then.GOES_ON,
                            Fault.sessionExpired(COMMIT)));

    @BeforeAll
    static void start() {
        SERVERS.put(StageKind.S3, standIn(StageKind.S3));
        SERVERS.put(StageKind.GCS, standIn(StageKind.GCS));
    }

    @AfterAll
    static void end() {
        SERVERS.values().forEach(SnowflakeStandIn::close);
        SERVERS.clear();
    }

    @AfterEach
    void calm() {
        server.faults().clear();
    }

    static Stream<Arguments> troubles() {
        return Stream.of(StageKind.values())
                .flatMap(stage -> TROUBLES.stream().map(trouble -> Arguments.of(stage, trouble)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void eachRowComesOnce(StageKind stage, Trouble trouble) {
        server = SERVERS.get(stage);
        String name = trouble.name();
        int fired = server.faults().fired().size();
        try (Store store = open()) {
            StoredTable table = table(store, name, LoadMode.REPLACE, 1);
            begin(store, table);
            if (trouble.when == When.STAGING) {
                server.faults().once(trouble.fault);
            }
            boolean overloaded = trouble.then == Then.ENDS_ON_GCS && stage == StageKind.GCS;
            if (trouble.then == Then.ENDS || overloaded) {
                assertThatThrownBy(() -> load(store, table, trouble))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                end ->
                                        assertThat(end.kind())
                                                .isIn(
                                                        ErrorKind.TRANSIENT,
                                                        overloaded
                                                                ? ErrorKind.TRANSIENT
                                                                : ErrorKind.TARGET))
                        .hasMessageMatching(
                                "(?s)Cannot write to .*[Gg]ive the same command again.*");
                assertThat(server.faults().fired()).hasSize(fired + 1);
                assertThat(store.loaded(table)).isEmpty();
            }
            assertThat(load(store, table, trouble).values())
                    .hasSize(CHUNKS)
                    .allMatch(chunk -> chunk.loaded() == 2);
            assertThat(server.faults().fired()).hasSize(fired + 1);
            assertThat(store.loaded(table)).hasSize(CHUNKS);
            behindTheRows(store, table);
            assertThat(rows(name)).hasSize(8).doesNotHaveDuplicates();
            assertThat(SnowflakeStoreSparkTest.tables(server))
                    .noneMatch(
                            left ->
                                    left.startsWith(
                                            StagingTables.prefix(table).toUpperCase(Locale.ROOT)));
        }
    }

    private Map<Integer, StoredChunk> load(Store store, StoredTable table, Trouble trouble) {
        return store.load(
                TestSpark.session(),
                table,
                dataset(store, table, numbered(0, 8), CHUNKS),
                List.of(0, 1, 2, 3),
                new Ordering(server, trouble.when == When.MOVING ? trouble.fault : null));
    }

    /** Orders a fault when the rows are staged, so that the move meets it and no COPY does. */
    private record Ordering(SnowflakeStandIn server, @Nullable Fault fault) implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            if (chunk == 0 && fault != null) {
                server.faults().once(fault);
            }
            return 2;
        }
    }

    static Stream<Arguments> lastCommits() {
        return Stream.of(StageKind.values())
                .flatMap(
                        stage ->
                                Stream.of(Fault.failsBefore(COMMIT), Fault.failsAfter(COMMIT))
                                        .map(fault -> Arguments.of(stage, fault)));
    }

    @ParameterizedTest
    @MethodSource("lastCommits")
    void rowsAreAddedOnceWhenTheLastCommitIsLost(StageKind stage, Fault fault) {
        server = SERVERS.get(stage);
        String name = "added_" + fault.kind().name().toLowerCase(Locale.ROOT);
        try (Store store = open()) {
            StoredTable old = table(store, name, LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 2), List.of(0));
            swap(store, old);
            StoredTable table = table(store, name, LoadMode.APPEND, 2);
            begin(store, table);
            load(store, table, numbered(2, 4), List.of(0, 1, 2, 3));
            server.faults().once(fault);
            behindTheRows(store, table);
            behindTheRows(store, table);
            assertThat(rows(name)).hasSize(6).doesNotHaveDuplicates();
            assertThat(rows("drover_before_" + name)).hasSize(2);
            release(store, table);
            release(store, table);
            assertThat(rows("drover_before_" + name)).isNull();
            assertThat(rows(name)).hasSize(6);
        }
    }
}
