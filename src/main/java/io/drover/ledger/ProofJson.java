package io.drover.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.model.Difference;
import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.ReasonCount;
import io.drover.model.Snapshot;
import io.drover.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a verdict as the ledger keeps them in JSON, both ways. */
final class ProofJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ProofJson() {}

    /** Null for null. */
    static @Nullable String write(@Nullable Object value) {
        try {
            return value == null ? null : MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Texts and numbers are always JSON", impossible);
        }
    }

    /**
     * {@code [{"level": "COUNTS", "verdict": "EQUAL", "detail": "…", "figures": […]}, …]}; figures
     * only where there are any.
     */
    static String levels(List<LevelVerdict> levels) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (LevelVerdict level : levels) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("level", level.level().name());
            one.put("verdict", level.verdict().name());
            one.put("detail", text(level.detail()));
            if (!level.figures().isEmpty()) {
                one.put("figures", level.figures().stream().map(ProofJson::figure).toList());
            }
            list.add(one);
        }
        return write(list);
    }

    static List<LevelVerdict> levels(String json) {
        List<LevelVerdict> levels = new ArrayList<>();
        for (JsonNode level : JsonTexts.parse(json)) {
            List<LevelFigure> figures = new ArrayList<>();
            level.path("figures").forEach(figure -> figures.add(figure(figure)));
            levels.add(
                    new LevelVerdict(
                            LevelVerdict.Level.valueOf(level.path("level").asText()),
                            Verdict.valueOf(level.path("verdict").asText()),
                            level.path("detail").asText(),
                            figures));
        }
        return levels;
    }

    static String reasons(List<ReasonCount> reasons) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (ReasonCount reason : reasons) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("column", reason.column());
            one.put("reason", reason.reason());
            one.put("rows", reason.rows());
            list.add(one);
        }
        return write(list);
    }

    static List<ReasonCount> reasons(String json) {
        List<ReasonCount> reasons = new ArrayList<>();
        for (JsonNode reason : JsonTexts.parse(json)) {
            reasons.add(
                    new ReasonCount(
                            reason.path("column").asText(),
                            reason.path("reason").asText(),
                            reason.path("rows").asLong()));
        }
        return reasons;
    }

    /** Rows are arrays of pairs, since objects of jsonb forget the order of columns. */
    static String differences(List<Difference> differences) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Difference difference : differences) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", difference.kind().name());
            one.put("key", pairs(difference.key()));
            one.put("changed_columns", difference.changedColumns());
            one.put("source_row", pairs(difference.sourceRow()));
            one.put("target_row", pairs(difference.targetRow()));
            one.put("reasons", pairs(difference.reasons()));
            one.put("copies", difference.copies());
            list.add(one);
        }
        return write(list);
    }

    /**
     * The first differences.
     *
     * @param shownCharacters how much of a value is given
     */
    static List<Difference> differences(String json, int most, int shownCharacters) {
        List<Difference> differences = new ArrayList<>();
        for (JsonNode each : JsonTexts.parse(json)) {
            if (differences.size() < most) {
                differences.add(
                        new Difference(
                                Difference.Kind.valueOf(each.path("kind").asText()),
                                row(each.path("key"), shownCharacters),
                                texts(each.path("changed_columns").toString()),
                                row(each.path("source_row"), shownCharacters),
                                row(each.path("target_row"), shownCharacters),
                                row(each.path("reasons"), shownCharacters),
                                each.path("copies").asLong()));
            }
        }
        return differences;
    }

    private static @Nullable List<List<String>> pairs(@Nullable Map<String, String> texts) {
        if (texts == null) {
            return null;
        }
        List<List<String>> pairs = new ArrayList<>();
        texts.forEach((name, text) -> pairs.add(Arrays.asList(name, text(text))));
        return pairs;
    }

    private static @Nullable Map<String, String> row(JsonNode pairs, int shownCharacters) {
        if (pairs.isNull()) {
            return null;
        }
        Map<String, String> row = JsonTexts.object(pairs.toString());
        row.replaceAll((name, text) -> cut(text, shownCharacters));
        return Collections.unmodifiableMap(row);
    }

    private static @Nullable String cut(@Nullable String text, int shownCharacters) {
        return text == null || text.length() <= shownCharacters
                ? text
                : "%s… (%d characters)"
                        .formatted(
                                text.substring(0, shownCharacters),
                                text.codePointCount(0, text.length()));
    }

    static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        JsonTexts.parse(json).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    static String snapshot(Snapshot snapshot) {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("name", snapshot.name());
        one.put("visible", snapshot.visible());
        one.put("server", snapshot.server());
        one.put("walPosition", snapshot.walPosition());
        return write(one);
    }

    static @Nullable Snapshot snapshot(@Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonNode snapshot = JsonTexts.parse(json);
        return new Snapshot(
                snapshot.path("name").asText(),
                snapshot.path("visible").asText(),
                snapshot.path("server").asText(),
                snapshot.path("walPosition").asText());
    }

    private static Map<String, String> figure(LevelFigure figure) {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("name", text(figure.name()));
        one.put("source", text(figure.source()));
        one.put("target", text(figure.target()));
        one.put("verdict", figure.verdict().name());
        one.put("note", text(figure.note()));
        return one;
    }

    private static LevelFigure figure(JsonNode figure) {
        return new LevelFigure(
                figure.path("name").asText(),
                figure.path("source").textValue(),
                figure.path("target").textValue(),
                Verdict.valueOf(figure.path("verdict").asText()),
                figure.path("note").asText());
    }

    /** jsonb holds every character but NUL, which a message might. */
    private static @Nullable String text(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }
}
