package io.drover.engine.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.model.ChunkPlan;
import java.io.Serializable;
import java.util.List;

/**
 * A part of a file that begins and ends where records do. A chunk's predicate is a JSON list of
 * them.
 *
 * @param from in bytes; 0: the beginning of the file, a byte order mark and a header before it
 * @param to where the next part begins; -1: the end of the file
 * @param line the number of the line at {@code from}
 */
record FilePiece(SourceFile file, long from, long to, long line, Writer writer)
        implements Serializable {
    static final long END = -1;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whose file it is: Drover's own have JSON documents as texts, as their types are known. */
    enum Writer {
        OTHERS,
        DROVER
    }

    static FilePiece whole(SourceFile file) {
        return new FilePiece(file, 0, END, 1, Writer.OTHERS);
    }

    /** Adds a piece, to the last one where it adjoins it. */
    static void append(List<FilePiece> pieces, FilePiece piece) {
        FilePiece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (last != null && last.file.equals(piece.file) && last.to == piece.from) {
            pieces.set(
                    pieces.size() - 1,
                    new FilePiece(piece.file, last.from, piece.to, last.line, last.writer));
        } else {
            pieces.add(piece);
        }
    }

    static String predicate(List<FilePiece> pieces) {
        try {
            return JSON.writeValueAsString(pieces);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Records of texts and numbers are JSON", impossible);
        }
    }

    static List<FilePiece> of(ChunkPlan chunk) {
        try {
            return JSON.readValue(chunk.predicate(), new TypeReference<List<FilePiece>>() {});
        } catch (JsonProcessingException foreign) {
            throw new IllegalArgumentException("No chunk of files: " + chunk.predicate(), foreign);
        }
    }
}
