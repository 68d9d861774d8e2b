package io.drover.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.ReasonCount;
import io.drover.model.Verdict;
import java.util.ArrayList;
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

    static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        JsonTexts.parse(json).forEach(text -> texts.add(text.asText()));
        return texts;
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
