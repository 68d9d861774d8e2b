package io.drover.reconcile.levels;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * A level of proof on one subject: what it asks, and what the answers prove. It may ask again,
 * knowing the first answers.
 *
 * <p>Runs on: driver. Pure: the same answers give the same conclusion.
 */
public interface LevelInquiry {
    List<Question> questions();

    /** {@code answers}: to the questions, in their order; some of them may be failures. */
    Conclusion conclude(List<Answer> answers);

    /** Whoever gets the answers. */
    @FunctionalInterface
    interface Respondent {
        /** One answer to each question, in their order. */
        List<Answer> ask(List<Question> questions);
    }

    /**
     * What the answers came to: one of a verdict, a note where nothing can be said and nothing need
     * be, or a further inquiry.
     */
    record Conclusion(
            @Nullable LevelVerdict verdict, @Nullable String note, @Nullable LevelInquiry further) {
        public static Conclusion of(LevelVerdict verdict) {
            return new Conclusion(verdict, null, null);
        }

        public static Conclusion note(String text) {
            return new Conclusion(null, text, null);
        }

        static Conclusion further(LevelInquiry inquiry) {
            return new Conclusion(null, null, inquiry);
        }
    }

    /** Conclusions that are final, one for each inquiry; all questions of a round go together. */
    static List<Conclusion> settle(List<LevelInquiry> inquiries, Respondent respondent) {
        List<LevelInquiry> open = new ArrayList<>(inquiries);
        List<Conclusion> settled = new ArrayList<>();
        inquiries.forEach(inquiry -> settled.add(null));
        for (boolean asking = true; asking; ) {
            List<Question> questions = new ArrayList<>();
            open.stream()
                    .filter(inquiry -> inquiry != null)
                    .forEach(inquiry -> questions.addAll(inquiry.questions()));
            List<Answer> answers = questions.isEmpty() ? List.of() : respondent.ask(questions);
            asking = false;
            int from = 0;
            for (int at = 0; at < open.size(); at++) {
                LevelInquiry inquiry = open.get(at);
                if (inquiry == null) {
                    continue;
                }
                int to = from + inquiry.questions().size();
                Conclusion conclusion = inquiry.conclude(answers.subList(from, to));
                from = to;
                open.set(at, conclusion.further());
                settled.set(at, conclusion);
                asking |= conclusion.further() != null;
            }
        }
        return settled;
    }
}
