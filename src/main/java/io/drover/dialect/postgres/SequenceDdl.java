package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.model.DdlPhase;
import io.drover.model.catalog.SequenceInfo;
import java.util.List;

/** Sequences; those of identity columns are made by their tables, under their own names. */
final class SequenceDdl {
    private final NameMap names;
    private final DdlScript script;

    SequenceDdl(NameMap names, DdlScript script) {
        this.names = names;
        this.script = script;
    }

    void create(List<SequencePlacement> sequences) {
        for (SequencePlacement placement : sequences) {
            SequenceInfo sequence = placement.sequence();
            if (!sequence.identity()) {
                script.add(
                        DdlPhase.PRE_DATA,
                        "sequence " + placement.target(),
                        "CREATE SEQUENCE %s AS %s %s"
                                .formatted(
                                        quote(placement.staging()),
                                        sequence.dataType(),
                                        options(sequence)));
            }
        }
    }

    /** After the tables. */
    void own(List<SequencePlacement> sequences) {
        for (SequencePlacement placement : sequences) {
            SequenceInfo sequence = placement.sequence();
            if (!sequence.identity() && sequence.ownerTable() != null) {
                script.add(
                        DdlPhase.PRE_DATA,
                        "owner of sequence " + placement.target(),
                        "ALTER SEQUENCE %s OWNED BY %s.%s"
                                .formatted(
                                        quote(placement.staging()),
                                        quote(names.map(sequence.ownerTable())),
                                        quote(sequence.ownerColumn())));
            }
            PostgresDdl.comment(
                    script,
                    DdlPhase.PRE_DATA,
                    -1,
                    "SEQUENCE " + quote(placement.staging()),
                    sequence.comment());
        }
    }

    static String options(SequenceInfo sequence) {
        return "START WITH %d INCREMENT BY %d MINVALUE %d MAXVALUE %d CACHE %d%s"
                .formatted(
                        sequence.start(),
                        sequence.increment(),
                        sequence.minimum(),
                        sequence.maximum(),
                        sequence.cache(),
                        sequence.cycles() ? " CYCLE" : "");
    }
}
