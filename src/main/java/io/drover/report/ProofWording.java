package io.drover.report;

import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.model.history.TableProof;
import io.drover.report.MigrationReport.Proof;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * In sentences, what a verdict rests on and what it does not say. Whoever signs reads both before
 * the figures.
 */
final class ProofWording {
    private static final int NAMED_TABLES = 3;
    private static final int NAMED_PLACES = 3;

    private final List<TableReport> tables;
    private final List<TableProof> proofs;
    private final @Nullable Proof proof;

    ProofWording(List<TableReport> tables, @Nullable Proof proof) {
        this.tables = tables;
        this.proofs = tables.stream().map(TableReport::proof).filter(Objects::nonNull).toList();
        this.proof = proof;
    }

    /** What was read, when, by which equality, and on how many tables each level was proven. */
    List<String> restsOn() {
        List<String> sentences = new ArrayList<>();
        if (proof == null) {
            sentences.add(
                    "The receipts of the load: what its own transactions counted. Nobody has compared both sides.");
            return sentences;
        }
        sentences.add(
                "Run %d read both sides anew, each under one snapshot, from %s%s."
                        .formatted(
                                proof.runId(),
                                Figures.instant(proof.startedAt()),
                                proof.endedAt() == null
                                        ? "; it has no end recorded"
                                        : " to " + Figures.instant(proof.endedAt())));
        Map<Level, Integer> equal = equalLevels();
        if (!equal.isEmpty()) {
            List<String> levels = new ArrayList<>();
            equal.forEach(
                    (level, count) -> levels.add(Levels.name(level) + " " + Figures.count(count)));
            sentences.add(
                    "Equal by level, of %s: %s."
                            .formatted(
                                    Figures.counted(proofs.size(), "table"),
                                    String.join(", ", levels)));
        }
        if (!proof.equality().isEmpty()) {
            sentences.add(
                    "Two rows count as the same only by %s.".formatted(joined(proof.equality())));
        }
        grouped(proofs, TableProof::computed)
                .forEach((computed, where) -> sentences.add("%s: %s.".formatted(where, computed)));
        return sentences;
    }

    private Map<Level, Integer> equalLevels() {
        Map<Level, Integer> equal = new EnumMap<>(Level.class);
        proofs.stream()
                .flatMap(table -> table.levels().stream())
                .filter(level -> level.verdict() == Verdict.EQUAL)
                .forEach(level -> equal.merge(level.level(), 1, Integer::sum));
        return equal;
    }

    /** Each choice and each gap that makes the proof say less than "the same in every respect". */
    List<String> limits(long notCarried) {
        List<String> sentences = new ArrayList<>();
        if (proof != null) {
            unproven().ifPresent(sentences::add);
            Map<String, List<String>> notes = new LinkedHashMap<>();
            proofs.forEach(
                    table ->
                            table.notes()
                                    .forEach(
                                            note ->
                                                    notes.computeIfAbsent(
                                                                    note, all -> new ArrayList<>())
                                                            .add(table.source())));
            notes.forEach((note, where) -> sentences.add("%s: %s".formatted(named(where), note)));
            sentences.add(
                    "It speaks of the instant of its snapshots. What was written to either side after %s is not part of it."
                            .formatted(Figures.instant(proof.startedAt())));
        }
        if (notCarried > 0) {
            sentences.add(
                    "%s of the source %s no counterpart made by Drover; they are listed under Not carried."
                            .formatted(
                                    Figures.counted(notCarried, "object"),
                                    notCarried == 1 ? "has" : "have"));
        }
        return sentences;
    }

    /** Tables whose every row was not compared, whatever else was. */
    private java.util.Optional<String> unproven() {
        List<String> names =
                tables.stream()
                        .filter(table -> table.proof() == null || !everyRow(table.proof()))
                        .map(TableReport::source)
                        .toList();
        return names.isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.of(
                        "Not every row was compared of %s.".formatted(named(names)));
    }

    private static boolean everyRow(TableProof table) {
        return table.levels().stream()
                .filter(level -> level.level() == Level.DIGESTS)
                .map(LevelVerdict::verdict)
                .anyMatch(verdict -> verdict != Verdict.NOT_PROVEN);
    }

    /** What tables say in the same words, once; nothing where each says something else. */
    private static Map<String, String> grouped(
            Collection<TableProof> proofs, Function<TableProof, String> said) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (TableProof table : proofs) {
            if (!said.apply(table).isEmpty()) {
                groups.computeIfAbsent(said.apply(table), all -> new ArrayList<>())
                        .add(table.source());
            }
        }
        Map<String, String> words = new LinkedHashMap<>();
        if (groups.size() <= NAMED_PLACES) {
            groups.forEach((text, where) -> words.put(text, named(where)));
        }
        return words;
    }

    private static String named(List<String> names) {
        return names.size() <= NAMED_TABLES
                ? joined(names)
                : Figures.counted(names.size(), "table");
    }

    private static String joined(List<String> words) {
        return String.join(", ", words);
    }
}
