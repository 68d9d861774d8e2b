package io.drover.report;

import io.drover.model.Difference;
import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.ReasonCount;
import io.drover.model.Snapshot;
import io.drover.model.Verdict;
import io.drover.model.history.Reconciliation;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableProof;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the reconciliation of the {@link ReportExample} found. */
final class ExampleProofs {
    private static final String WIRE =
            "row digests made in Spark tasks from the wire: 4.4 CPU s per million rows against 6.9 in the servers";
    private static final String SERVER =
            "row digests made by the servers in SQL: 40 MB less over the wire";

    private ExampleProofs() {}

    /** Every level with its figures, known reasons, notes, and a table without a verdict. */
    static Reconciliation telling(RunRecord run, List<TableProof> equal) {
        List<TableProof> tables = new ArrayList<>();
        for (TableProof table : equal) {
            tables.add(
                    switch (table.number()) {
                        case 2 -> customers(table);
                        case 6 -> orders(table);
                        case 7 -> payments(table);
                        case 9 -> reviews(table);
                        default ->
                                table(
                                        table,
                                        Verdict.EQUAL,
                                        WIRE,
                                        List.of(),
                                        all(table),
                                        List.of(),
                                        0,
                                        List.of(),
                                        List.of());
                    });
        }
        return new Reconciliation(
                run,
                List.of(
                        new LevelVerdict(
                                Level.SCHEMA, Verdict.EQUAL, "2 types, 1 sequence of no table"),
                        new LevelVerdict(
                                Level.QUERIES,
                                Verdict.DIFFERENT,
                                "1 of 3 queries is answered otherwise",
                                List.of(
                                        figure(
                                                "revenue by month: 2025-11",
                                                "1204331.50",
                                                "1204319.00",
                                                Verdict.DIFFERENT,
                                                "tolerance 0.01"),
                                        figure(
                                                "customers with an open order",
                                                "4120",
                                                "4120",
                                                Verdict.EQUAL,
                                                ""),
                                        figure(
                                                "mean basket",
                                                "41.203",
                                                "41.206",
                                                Verdict.EQUAL,
                                                "tolerance 0.01")))),
                new Snapshot("00000005-0000002A-1", "912:912:", "7421/1", "0/2B3C4D8"),
                new Snapshot("00000007-00000011-1", "1204:1204:", "9034/1", "0/9F01A20"),
                tables);
    }

    private static TableProof customers(TableProof table) {
        List<LevelVerdict> levels = all(table);
        replace(
                levels,
                new LevelVerdict(
                        Level.AGGREGATES,
                        Verdict.DIFFERENT,
                        "2 of 11 aggregates differ",
                        List.of(
                                figure(
                                        "sum(length(name))",
                                        "1683402",
                                        "1661178",
                                        Verdict.DIFFERENT,
                                        ""),
                                figure(
                                        "country = DE: max(length(name))",
                                        "118",
                                        "50",
                                        Verdict.DIFFERENT,
                                        ""),
                                figure("count(email)", "80311", "80311", Verdict.EQUAL, ""),
                                figure(
                                        "mean(credit)",
                                        "12.4031",
                                        "12.4029",
                                        Verdict.EQUAL,
                                        "tolerance 0.001"))));
        replace(
                levels,
                new LevelVerdict(Level.DIGESTS, Verdict.DIFFERENT, "31 of 64 buckets differ"));
        return table(
                table,
                Verdict.DIFFERENT,
                WIRE,
                List.of("phone is left out by the spec", "credit may be apart by 0.001"),
                levels,
                List.of(
                        new ReasonCount("name", "truncation at 50", 1204),
                        new ReasonCount("email", "letter case", 37),
                        new ReasonCount("note", "line ends", 6),
                        new ReasonCount("city", "unicode normalisation", 2),
                        new ReasonCount("born", "time-zone shift by 1 hour", 1)),
                1251,
                List.of(),
                List.of(
                        changed(
                                "17",
                                "name",
                                "Maria Magdalena Theresia von und zu Hohenfels-Wolkenstein",
                                "Maria Magdalena Theresia von und zu Hohenfels-Wolk",
                                "truncation at 50"),
                        changed(
                                "90",
                                "email",
                                "Ada.Lovelace@example.org",
                                "ada.lovelace@example.org",
                                "letter case"),
                        changed(
                                "204",
                                "note",
                                "first line\r\nsecond line ",
                                "first line\nsecond line ",
                                "line ends"),
                        changed("511", "city", "Orléans", "Orle\u0301ans", "unicode normalisation"),
                        changed(
                                "688",
                                "born",
                                "1985-03-31 02:30:00+00",
                                "1985-03-31 01:30:00+00",
                                "time-zone shift by 1 hour"),
                        changed("702", "note", null, "", null)));
    }

    private static TableProof orders(TableProof table) {
        List<LevelVerdict> levels = all(table);
        replace(
                levels,
                new LevelVerdict(
                        Level.BALANCE,
                        Verdict.DIFFERENT,
                        "the ledger says 120,405 loaded, the target has 120,405 with one row twice"));
        replace(
                levels,
                new LevelVerdict(Level.DIGESTS, Verdict.DIFFERENT, "2 of 128 buckets differ"));
        return table(
                table,
                Verdict.DIFFERENT,
                SERVER,
                List.of("3 rows in the quarantine are not expected in the target"),
                levels,
                List.of(),
                0,
                List.of(1L, 1L),
                missingAndDoubled());
    }

    private static TableProof payments(TableProof table) {
        return table(
                table,
                Verdict.EQUAL,
                SERVER,
                List.of(
                        "booked_at may be apart by 0.001 seconds",
                        "legacy_ref is left out by the spec"),
                all(table),
                List.of(),
                0,
                List.of(),
                List.of());
    }

    private static TableProof reviews(TableProof table) {
        String reason =
                "Cannot compare shop.review.geo: point has no common form with text. Leave it out, or declare a conversion.";
        return table(
                table,
                Verdict.NOT_PROVEN,
                "",
                List.of(),
                new ArrayList<>(
                        List.of(
                                new LevelVerdict(Level.SCHEMA, Verdict.EQUAL, "9 columns, 1 key"),
                                new LevelVerdict(Level.COUNTS, Verdict.NOT_PROVEN, reason),
                                new LevelVerdict(Level.DIGESTS, Verdict.NOT_PROVEN, reason))),
                List.of(),
                0,
                List.of(),
                List.of());
    }

    private static List<LevelVerdict> all(TableProof table) {
        String rows = Figures.counted(table.sourceRows(), "row");
        return new ArrayList<>(
                List.of(
                        new LevelVerdict(
                                Level.SCHEMA, Verdict.EQUAL, "7 columns, 1 key, 2 indexes"),
                        new LevelVerdict(
                                Level.SEQUENCES, Verdict.EQUAL, "1 sequence ahead of its column"),
                        new LevelVerdict(Level.BALANCE, Verdict.EQUAL, rows + " loaded, and there"),
                        new LevelVerdict(Level.COUNTS, Verdict.EQUAL, rows + " on both sides"),
                        new LevelVerdict(
                                Level.AGGREGATES,
                                Verdict.EQUAL,
                                "2 aggregates agree",
                                List.of(
                                        figure(
                                                "count(id)",
                                                Long.toString(table.sourceRows()),
                                                Long.toString(table.sourceRows()),
                                                Verdict.EQUAL,
                                                ""),
                                        figure("max(id)", "90412", "90412", Verdict.EQUAL, ""))),
                        new LevelVerdict(Level.DIGESTS, Verdict.EQUAL, rows + ", 64 buckets equal"),
                        new LevelVerdict(Level.SAMPLE, Verdict.EQUAL, "100 rows, seed 1"),
                        new LevelVerdict(Level.REFERENCES, Verdict.EQUAL, "2 references hold")));
    }

    private static void replace(List<LevelVerdict> levels, LevelVerdict with) {
        levels.replaceAll(level -> level.level() == with.level() ? with : level);
    }

    private static LevelFigure figure(
            String name, String source, String target, Verdict verdict, String note) {
        return new LevelFigure(name, source, target, verdict, note);
    }

    private static TableProof table(
            TableProof equal,
            Verdict verdict,
            String computed,
            List<String> notes,
            List<LevelVerdict> levels,
            List<ReasonCount> reasons,
            long changed,
            List<Long> missingAndDoubled,
            List<Difference> shown) {
        boolean read = verdict != Verdict.NOT_PROVEN;
        return new TableProof(
                equal.number(),
                equal.source(),
                equal.target(),
                verdict,
                equal.equality(),
                computed,
                notes,
                levels,
                read ? equal.sourceRows() : null,
                read ? equal.targetRows() : null,
                read ? equal.sourceDigest() : null,
                verdict == Verdict.DIFFERENT
                        ? "1123456789abcdef0123456789abcdee"
                        : read ? equal.targetDigest() : null,
                missingAndDoubled.isEmpty() ? 0 : missingAndDoubled.get(0),
                0,
                changed,
                missingAndDoubled.isEmpty() ? 0 : missingAndDoubled.get(1),
                reasons,
                equal.seconds(),
                shown);
    }

    private static Difference changed(
            String key, String column, String source, String target, String reason) {
        return new Difference(
                Difference.Kind.CHANGED,
                row("customer_id", key),
                List.of(column),
                row("customer_id", key, column, source),
                row("customer_id", key, column, target),
                reason == null ? Map.of() : Map.of(column, reason),
                1);
    }

    static List<LevelVerdict> levels(boolean differs, boolean counts) {
        return List.of(
                new LevelVerdict(Level.SCHEMA, Verdict.EQUAL, "7 columns, 1 key, 2 indexes"),
                new LevelVerdict(Level.COUNTS, Verdict.EQUAL, "the same number of rows"),
                new LevelVerdict(
                        Level.DIGESTS,
                        differs ? Verdict.DIFFERENT : Verdict.EQUAL,
                        counts
                                ? "2 of 1,024 buckets differ"
                                : differs ? "1 of 1,024 buckets differs" : "1,024 buckets equal"));
    }

    static List<Difference> changed(String changedValue) {
        return List.of(
                new Difference(
                        Difference.Kind.CHANGED,
                        Map.of("category_id", "17"),
                        List.of("city", "note"),
                        row("category_id", "17", "city", "Porto", "note", null),
                        row("category_id", "17", "city", changedValue, "note", ""),
                        1));
    }

    static List<Difference> missingAndDoubled() {
        return List.of(
                new Difference(
                        Difference.Kind.MISSING,
                        row("region", "north", "order_id", "90412"),
                        List.of(),
                        row(
                                "region",
                                "north",
                                "order_id",
                                "90412",
                                "placed_at",
                                "2025-11-02 09:14:55.120334+00",
                                "total",
                                "NaN",
                                "tags",
                                "{urgent,\"two words\"}"),
                        null,
                        1),
                new Difference(
                        Difference.Kind.DUPLICATED,
                        row("region", "south", "order_id", "7"),
                        List.of(),
                        row("region", "south", "order_id", "7", "total", "12.50"),
                        row("region", "south", "order_id", "7", "total", "12.50"),
                        1));
    }

    private static Map<String, String> row(String... pairs) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int index = 0; index < pairs.length; index += 2) {
            row.put(pairs[index], pairs[index + 1]);
        }
        return Collections.unmodifiableMap(row);
    }
}
