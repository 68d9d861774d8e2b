package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.StoredType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.PlanWarning;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StorePlannerTest {
    private static final Catalog SOURCE =
            Catalogs.of(Catalogs.table("a", "t", TableStatistics.NONE));

    @Test
    void aLossyTypeIsRefusedAndTheWordsTellHowToWaiveIt() {
        assertThatThrownBy(() -> plan(TypeVerdict.LOSSY, List.of()))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("a.t.name: SHORT cannot hold every text: it is cut")
                .hasMessageContaining("List the column under waive of the table");
    }

    @Test
    void aWaivedColumnIsPlannedAndSaidSo() {
        StorePlanner.Result planned = plan(TypeVerdict.LOSSY, List.of("name"));
        assertThat(planned.tables().get(0).plan().columns().get(1).verdict())
                .isEqualTo(TypeVerdict.LOSSY);
        assertThat(planned.warnings())
                .extracting(PlanWarning::object, PlanWarning::text)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "column a.t.name", "Lossy and waived: it is cut."));
    }

    @Test
    void aTypeWithoutAPlaceIsRefusedWhateverIsWaived() {
        assertThatThrownBy(() -> plan(TypeVerdict.REFUSED, List.of("name")))
                .hasMessageContaining("a.t.name: text has no place in the target: it is cut");
    }

    private static StorePlanner.Result plan(TypeVerdict ofTexts, List<String> waived) {
        TableSpec table =
                new TableSpec(
                        new TableName("a", "t"),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        waived,
                        null,
                        null,
                        TableRules.NONE);
        MigrationSpec spec =
                Specs.spec(
                        Specs.endpoint("jdbc:postgresql://old/shop"),
                        Specs.endpoint("jdbc:h2:mem:shop"),
                        new SelectSpec(List.of("a.*"), List.of(), null),
                        SchemaMode.CREATE,
                        LoadMode.REPLACE,
                        Specs.CHUNKING,
                        List.of(table));
        return new StorePlanner(spec, column -> type(column, ofTexts), UnaryOperator.identity())
                .plan(SOURCE, Catalogs.of(), List.of());
    }

    private static StoredType type(ColumnInfo column, TypeVerdict ofTexts) {
        return column.type().equals("text")
                ? new StoredType("SHORT", "string", "text", ofTexts, "it is cut")
                : new StoredType("LONG", "bigint", "bigint", TypeVerdict.LOSSLESS, "");
    }
}
