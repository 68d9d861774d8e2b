package io.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.engine.Engine;
import io.drover.engine.Engines;
import io.drover.engine.Moment;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SelectSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of types is what the engines themselves tell of a table that has a column of each. */
class TypeMatrixIT {
    private static final Path DOCUMENT = Path.of("src/site/markdown/type-matrix.md");

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int last = open.size() - 1; last >= 0; last--) {
            open.get(last).close();
        }
    }

    @Test
    void thePageShowsWhatTheEnginesTell() throws IOException {
        TestSpark.session();
        TestEndpoints endpoints = new TestEndpoints(folder);
        open.add(endpoints);
        TypeMatrix matrix = new TypeMatrix().target("PostgreSQL", TypeMatrix::itself);
        for (Map.Entry<String, EndpointSpec> target : endpoints.targets().entrySet()) {
            if (Engines.of(target.getValue()) instanceof StoringEngine storing) {
                Store store = storing.store(target.getValue(), "test", 1);
                open.add(store);
                matrix.target(target.getKey(), store::type);
            }
        }
        matrix.source("PostgreSQL", PostgresTypes.REMARK, postgres());
        for (TestEndpoints.Source source : endpoints.sources()) {
            matrix.source(source.name(), source.remark(), columns(source));
        }
        String page = page(matrix.sections());
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(DOCUMENT, page);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("the page is made of the engines' types: run this test with -Dregenerate=true")
                .isEqualTo(page);
    }

    private static List<ColumnInfo> postgres() {
        try (TestDatabase database = TestDatabase.create("types")) {
            database.execute(PostgresTypes.statements());
            try (SnapshotHolder holder =
                    SnapshotHolder.open(Side.SOURCE, database.endpoint(), "test")) {
                return only(
                        PostgresCatalog.read(
                                Side.SOURCE, holder.connection(), selection("public.t")));
            }
        }
    }

    private static List<ColumnInfo> columns(TestEndpoints.Source source) {
        Engine engine = Engines.of(source.endpoint());
        try (Moment moment = engine.open(Side.SOURCE, source.endpoint(), "test", 1)) {
            return only(moment.catalog(selection(source.table())));
        }
    }

    private static TableSelection selection(String table) {
        return TableSelection.of(new SelectSpec(List.of(table), List.of(), null), List.of());
    }

    private static List<ColumnInfo> only(Catalog catalog) {
        return catalog.tables().stream().map(TableInfo::columns).findFirst().orElseThrow();
    }

    private static String page(String sections) {
        return """
        # Types from every source to every target

        **Question:** what becomes of a column of each type on its way from one engine to another?

        This page is made by `TypeMatrixIT` of what the engines' catalogs and stores themselves tell of a table with a column of each type;
        the test fails when the two differ. Values travel in the *logical type*: PostgreSQL's name of the type that holds every value of the
        column. So a source says how its types are read (second column), a target how it keeps logical types, and no pair has a table of its own.

        | a cell says | means |
        |---|---|
        | a type and nothing else | lossless: every value arrives, and its canonical form is equal |
        | widening | every value arrives; the type there holds more than the source's, or another spelling of the same value |
        | **lossy** | some values cannot survive: refused by the plan unless the column is listed under `waive` of its table |
        | refused | no way is known; the plan says so, and what to do |

        A value that its declared type should not hold (a zero date, a text among SQLite's integers, NaN on its way into a DECIMAL) is set
        aside in the quarantine, with the reason, whatever this page says of its type.

        """
                + sections;
    }
}
