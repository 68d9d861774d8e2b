package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.NamedTypes;
import io.drover.dialect.postgres.NamedTypes.NamedType;
import io.drover.model.TypeVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of what fits into what is made of the code that decides it. */
class TypeFitPageTest {
    private static final Path DOCUMENT = Path.of("src/site/markdown/type-fits.md");

    private static final List<String> TYPES =
            List.of(
                    "boolean",
                    "smallint",
                    "integer",
                    "bigint",
                    "numeric",
                    "numeric(10,2)",
                    "real",
                    "double precision",
                    "text",
                    "character varying",
                    "character varying(20)",
                    "character(10)",
                    "date",
                    "timestamp without time zone",
                    "timestamp(3) without time zone",
                    "timestamp with time zone",
                    "time without time zone",
                    "interval",
                    "uuid",
                    "bytea",
                    "json",
                    "jsonb",
                    "inet",
                    "cidr",
                    "bit(8)",
                    "bit varying(16)",
                    "integer[]",
                    "text[]");

    @Test
    void thePageShowsWhatThePlanDecides() throws IOException {
        String page = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(DOCUMENT, page);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("the page is made of TypeFit: run this test with -Dregenerate=true")
                .isEqualTo(page);
    }

    private static String page() {
        return """
        # What fits into what

        **Question:** a column of one type goes into a standing column of another. Which verdict does the plan give, and why?

        This page is made by `TypeFitPageTest` of the code that decides (`TypeFit`), and the test fails when the two differ. `lossless` is
        the same type with the same modifiers. `lossy` is refused unless the table lists the column under `waive`, and then the plan and the
        report count it. What is not listed is refused. What the verdicts mean: [types](type-mapping.md).

        | from | into | verdict | why |
        |---|---|---|---|
        %s
        """
                .formatted(
                        TYPES.stream()
                                .flatMap(from -> rows(from).stream())
                                .collect(Collectors.joining("\n")));
    }

    /** Targets with one verdict and reason share a row. */
    private static List<String> rows(String from) {
        Map<TypeFit, List<String>> byFit = new LinkedHashMap<>();
        for (String into : TYPES) {
            TypeFit fit = fit(from, into);
            if (!from.equals(into) && fit.verdict() != TypeVerdict.REFUSED) {
                byFit.computeIfAbsent(fit, key -> new ArrayList<>()).add("`" + into + "`");
            }
        }
        return byFit.entrySet().stream()
                .map(
                        entry ->
                                "| `%s` | %s | %s | %s |"
                                        .formatted(
                                                from,
                                                String.join(", ", entry.getValue()),
                                                entry.getKey()
                                                        .verdict()
                                                        .name()
                                                        .toLowerCase(java.util.Locale.ROOT),
                                                entry.getKey().reason()))
                .toList();
    }

    private static TypeFit fit(String from, String into) {
        NamedType source = NamedTypes.of(from).orElseThrow();
        NamedType target = NamedTypes.of(into).orElseThrow();
        return TypeFit.of(source.printed(), source.shape(), target.printed(), target.shape());
    }
}
