package io.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.CanonicalValues;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireFrame;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine promises, whether tasks read its chunks or Spark its tables. An engine's test
 * extends this and says how its tables are made; what an engine adds it tests in the same class.
 */
public abstract class EngineContract {

    /**
     * A value of a type.
     *
     * @param declared the column's type in the engine's DDL
     * @param literal the value in the engine's SQL
     * @param logical the type that the catalog tells
     * @param value the same value in plain Java
     */
    public record Sample(
            String declared, String literal, String logical, Consumer<CanonicalValues> value) {}

    protected abstract Engine engine();

    /** A database or file that is the test's own, with the engine's settings. */
    protected abstract EndpointSpec endpoint();

    /** Statements in the engine's own SQL, each committed. */
    protected abstract void execute(String... statements);

    /** The name that the catalog gives a table that was made as {@code name}. */
    protected abstract TableName table(String name);

    /** At least the least, the largest and an odd value of every type that the engine has. */
    protected abstract List<Sample> samples();

    /** DDL of an integer of 64 bits, and of a text that can be a key. */
    protected abstract String integerType();

    protected abstract String keyTextType();

    /**
     * Makes the table {@code misfits} with an integer key {@code id} and four rows, of which the
     * one with id 3 holds a value that its column's logical type cannot have. False where the
     * engine lets none in.
     */
    protected abstract boolean makesMisfits();

    @AfterEach
    void closePools() {
        ConnectionPool.closeAll();
    }

    @Test
    void catalogTellsLogicalTypesKeysAndNulls() {
        execute(
                "CREATE TABLE customer (id %s NOT NULL PRIMARY KEY, name %s NOT NULL)"
                        .formatted(integerType(), keyTextType()),
                "CREATE TABLE invoice (a %s NOT NULL, b %s NOT NULL, customer %s, note %s, PRIMARY KEY (b, a), FOREIGN KEY (customer) REFERENCES customer (id))"
                        .formatted(integerType(), integerType(), integerType(), keyTextType()),
                "INSERT INTO customer VALUES (1, 'one')",
                "INSERT INTO invoice VALUES (1, 2, 1, 'two')");
        if (hasIndexes()) {
            execute("CREATE INDEX invoice_note ON invoice (note, a)");
        }
        Catalog catalog =
                TestMoment.catalog(engine(), endpoint(), table("customer"), table("invoice"));
        assertThat(catalog.tables())
                .extracting(TableInfo::name)
                .containsExactly(table("customer"), table("invoice"));
        TableInfo invoice = catalog.table(table("invoice")).orElseThrow();
        assertThat(invoice.columns())
                .extracting(ColumnInfo::name, ColumnInfo::notNull)
                .containsExactly(
                        tuple(name("a"), tellsNotNull()),
                        tuple(name("b"), tellsNotNull()),
                        tuple(name("customer"), false),
                        tuple(name("note"), false));
        assertThat(invoice.columns().get(0).type()).isEqualTo(integerLogical());
        assertThat(invoice.columns()).allMatch(column -> column.origin() != null);
        if (!engine().hasKeys()) {
            assertThat(invoice.constraints()).isEmpty();
            assertThat(invoice.indexes()).isEmpty();
            return;
        }
        ConstraintInfo key = constraint(invoice, ConstraintInfo.Kind.PRIMARY_KEY);
        assertThat(key.columns()).containsExactly(name("b"), name("a"));
        if (!tellsReferences()) {
            assertThat(catalog.notCarried())
                    .extracting(PlanWarning::object)
                    .contains("foreign keys of " + invoice.name());
            return;
        }
        ConstraintInfo reference = constraint(invoice, ConstraintInfo.Kind.FOREIGN_KEY);
        assertThat(reference.columns()).containsExactly(name("customer"));
        assertThat(reference.references()).isEqualTo(table("customer"));
        List<String> indexed = List.of(name("note"), name("a"));
        assertThat(invoice.indexes())
                .filteredOn(index -> index.keyColumns().equals(indexed) && !index.unique())
                .hasSize(hasIndexes() ? 1 : 0);
    }

    /** So small that every table is cut. */
    protected ChunkingSpec smallChunks() {
        return new ChunkingSpec(ChunkingSpec.By.AUTO, 4096, 512);
    }

    /** Whether there are indexes besides those of keys. */
    protected boolean hasIndexes() {
        return engine().hasKeys();
    }

    /** What the catalog tells of {@link #integerType}. */
    protected String integerLogical() {
        return "bigint";
    }

    /** Whether the engine's catalog tells of foreign keys and the columns of indexes. */
    protected boolean tellsReferences() {
        return true;
    }

    /** Whether the engine's catalog knows that a column has no NULL. */
    protected boolean tellsNotNull() {
        return true;
    }

    /** Whether rows can be chosen in the engine's own language. */
    protected boolean filters() {
        return true;
    }

    /** How the row of {@code misfits} with id 3 is told. */
    protected String misfitPlace() {
        return "3";
    }

    /** As the engine folds names that are not quoted. */
    protected String name(String column) {
        return column;
    }

    private static ConstraintInfo constraint(TableInfo table, ConstraintInfo.Kind kind) {
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError(table.name() + " has no " + kind));
    }

    @Test
    void everyValueIsReadAndAuditedAsItWasInserted() {
        List<Sample> samples = samples();
        for (int number = 0; number < samples.size(); number++) {
            Sample sample = samples.get(number);
            String made = "sample_" + number;
            execute(
                    "CREATE TABLE %s (id %s NOT NULL PRIMARY KEY, v %s)"
                            .formatted(made, integerType(), sample.declared()),
                    "INSERT INTO %s VALUES (1, %s)".formatted(made, sample.literal()),
                    "INSERT INTO %s VALUES (2, NULL)".formatted(made));
            try (TestMoment moment = TestMoment.open(engine(), endpoint(), table(made))) {
                ColumnInfo column = moment.table().columns().get(1);
                assertThat(column.type()).as("type of %s", sample).isEqualTo(sample.logical());
                CanonicalType type = WireFrame.of(column.type()).type();
                List<String> expected =
                        List.of(
                                form(values -> sample.value().accept(values)),
                                form(values -> values.addNull(type)));
                TablePlan plan = moment.plan(smallChunks());
                assertThat(moment.read(plan).forms())
                        .as("read of %s", sample)
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(moment.audit(plan))
                        .as("audit of %s", sample)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    /** The second column alone. */
    private static String form(Consumer<CanonicalValues> value) {
        RowForm form = new RowForm(1);
        value.accept(new CanonicalValues(form));
        return HexFormat.of().formatHex(form.toBytes());
    }

    @Test
    void skewedKeyIsCutIntoChunksOfEqualDepth() {
        execute(
                "CREATE TABLE skewed (id %s NOT NULL PRIMARY KEY, pad %s)"
                        .formatted(integerType(), keyTextType()));
        insert(
                "skewed",
                600,
                row -> "%d, '%s'".formatted(row < 550 ? row : 1L << (row - 540), pad(row)));
        List<TestMoment.Chunk> chunks = coversEachRowOnce("skewed", 600, 1);
        long largest = chunks.stream().mapToLong(TestMoment.Chunk::rows).max().orElse(0);
        assertThat(largest).isLessThanOrEqualTo(2 * median(chunks));
    }

    private static long median(List<TestMoment.Chunk> chunks) {
        return chunks.stream()
                .mapToLong(TestMoment.Chunk::rows)
                .sorted()
                .skip(chunks.size() / 2)
                .findFirst()
                .orElse(0);
    }

    @Test
    void compositeKeyOfTextAndNumberIsCut() {
        execute(
                "CREATE TABLE composite (a %s NOT NULL, b %s NOT NULL, pad %s, PRIMARY KEY (a, b))"
                        .formatted(keyTextType(), integerType(), keyTextType()));
        insert(
                "composite",
                500,
                row -> "'%s', %d, '%s'".formatted(word(row % 7), row - 250, pad(row)));
        coversEachRowOnce("composite", 500, 2);
    }

    @Test
    void textKeyIsCutByTheDatabasesOwnOrder() {
        execute(
                "CREATE TABLE textual (k %s NOT NULL PRIMARY KEY, pad %s)"
                        .formatted(keyTextType(), keyTextType()));
        insert("textual", 400, row -> "'%s%d', '%s'".formatted(word(row % 7), row, pad(row)));
        coversEachRowOnce("textual", 400, 1);
    }

    @Test
    void keyWithNullsHasAChunkForThem() {
        execute(
                "CREATE TABLE nullable (a %s, b %s, pad %s)"
                        .formatted(integerType(), integerType(), keyTextType()));
        insert(
                "nullable",
                300,
                row ->
                        "%s, %s, '%s'"
                                .formatted(
                                        row % 10 == 0 ? "NULL" : "" + row % 17,
                                        row % 15 == 0 ? "NULL" : "" + row,
                                        pad(row)));
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("nullable"))) {
            TablePlan plan = moment.plan(smallChunks(), List.of(name("a"), name("b")));
            assertThat(moment.chunks(plan).stream().mapToLong(TestMoment.Chunk::rows).sum())
                    .isEqualTo(300);
            assertThat(moment.read(plan).forms()).doesNotHaveDuplicates().hasSize(300);
            if (cutsAlongAnyColumns()) {
                assertThat(plan.chunks()).hasSizeGreaterThan(2);
            } else {
                assertThat(plan.chunks()).hasSize(1);
            }
        }
    }

    /** Whether columns that may be NULL and that no index has make chunks too. */
    protected boolean cutsAlongAnyColumns() {
        return true;
    }

    private List<TestMoment.Chunk> coversEachRowOnce(String made, long rows, int keyColumns) {
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table(made))) {
            TablePlan plan = moment.plan(smallChunks());
            assertThat(plan.chunks()).hasSizeGreaterThan(2);
            assertThat(plan.key()).hasSize(engine().hasKeys() ? keyColumns : 0);
            assertThat(plan.chunks())
                    .extracting(ChunkPlan::number)
                    .isEqualTo(IntStream.range(0, plan.chunks().size()).boxed().toList());
            TestMoment.Rows read = moment.read(plan);
            assertThat(read.forms()).doesNotHaveDuplicates().hasSize((int) rows);
            assertThat(moment.audit(plan)).containsExactlyInAnyOrderElementsOf(read.forms());
            assertThat(moment.plan(smallChunks()).chunks()).isEqualTo(plan.chunks());
            assertThat(moment.read(plan).forms()).isEqualTo(read.forms());
            return moment.chunks(plan);
        }
    }

    @Test
    void valueThatDoesNotFitIsSetAsideAndCounted() {
        if (!makesMisfits()) {
            return;
        }
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("misfits"))) {
            TestMoment.Rows read = moment.read(moment.plan(smallChunks()));
            assertThat(read.forms()).hasSize(3);
            assertThat(read.sent()).isEqualTo(4);
            assertThat(read.unreadable()).hasSize(1);
            UnreadableRow row = read.unreadable().get(0);
            assertThat(row.place()).contains(misfitPlace());
            assertThat(row.reason()).isNotBlank();
            assertThat(row.state()).hasSize(5);
        }
    }

    @Test
    void filterOfTheOperatorsIsObeyedByReaderAndAuditor() {
        execute(
                "CREATE TABLE filtered (id %s NOT NULL PRIMARY KEY, note %s)"
                        .formatted(integerType(), keyTextType()));
        insert("filtered", 100, row -> "%d, '%s'".formatted(row, pad(row)));
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("filtered"))) {
            String where = name("id") + " < 37 -- the old ones";
            if (!filters()) {
                assertThatThrownBy(() -> moment.filtered(smallChunks(), where))
                        .isInstanceOf(MigrationException.class)
                        .hasMessageStartingWith("Cannot filter table " + table("filtered"));
                return;
            }
            TablePlan plan = moment.filtered(smallChunks(), where);
            assertThat(moment.read(plan).forms()).hasSize(37);
            assertThat(moment.audit(plan))
                    .containsExactlyInAnyOrderElementsOf(moment.read(plan).forms());
        }
    }

    @Test
    void whatDoesNotStandIsRefusedByName() {
        execute("CREATE TABLE present (id %s)".formatted(integerType()));
        assertThatThrownBy(
                        () ->
                                TestMoment.catalog(
                                        engine(), endpoint(), table("present"), table("absent")))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(name("absent"));
    }

    @Test
    void equalMomentsShowTheSameRows() {
        execute(
                "CREATE TABLE moving (id %s NOT NULL PRIMARY KEY)".formatted(integerType()),
                "INSERT INTO moving VALUES (1)");
        String before = visible();
        String again = visible();
        execute("INSERT INTO moving VALUES (2)");
        String after = visible();
        assertThat(after).isNotEqualTo(before).isNotEqualTo(again);
    }

    private String visible() {
        try (Moment moment = engine().open(Side.SOURCE, endpoint(), "drover test", 2)) {
            assertThat(moment.consistency()).matches("snapshot|fuzzy: .+");
            return moment.snapshot().server() + " " + moment.snapshot().visible();
        }
    }

    /** In statements of fifty rows. */
    private void insert(String made, int rows, IntFunction<String> values) {
        List<String> statements = new ArrayList<>();
        for (int from = 0; from < rows; from += 50) {
            statements.add(
                    IntStream.range(from, Math.min(rows, from + 50))
                            .mapToObj(row -> "(" + values.apply(row) + ")")
                            .collect(
                                    Collectors.joining(
                                            ", ", "INSERT INTO " + made + " VALUES ", "")));
        }
        execute(statements.toArray(new String[0]));
    }

    private static String word(int number) {
        return List.of("Zebra", "apple", "Äpfel", "zoo", "O''Brien", "a b", "Apfel").get(number);
    }

    private static String pad(int row) {
        return ("row " + row + " ").repeat(8);
    }
}
