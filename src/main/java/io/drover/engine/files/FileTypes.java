package io.drover.engine.files;

import io.drover.dialect.postgres.NamedTypes;
import io.drover.dialect.postgres.NamedTypes.NamedType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TypeOrigin;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The logical types of the columns of files: what the spec says, else what was guessed. */
final class FileTypes {
    private final FilesSpec spec;
    private final TreeSet<String> unmet;

    FileTypes(FilesSpec spec) {
        this.spec = spec;
        this.unmet = new TreeSet<>(spec.types().keySet());
    }

    /** The columns of a table of text. */
    List<ColumnInfo> columns(ScannedTable table) {
        List<ColumnInfo> columns = new ArrayList<>();
        for (int number = 0; number < table.columns().size(); number++) {
            String name = table.columns().get(number);
            ColumnGuess guess = table.guesses().get(number);
            String written = written(table.name(), name);
            String type =
                    written != null ? written : spec.infer() ? guess.type() : guess.plainType();
            String origin = "text of at most %d characters".formatted(guess.longest());
            columns.add(
                    column(
                            table.name(),
                            name,
                            type,
                            new TypeOrigin(origin, TypeVerdict.LOSSLESS, "")));
        }
        return columns;
    }

    static ColumnInfo column(TableName table, String name, String type, TypeOrigin origin) {
        NamedType named =
                NamedTypes.of(type)
                        .orElseThrow(
                                () ->
                                        new MigrationException(
                                                ErrorKind.SPEC,
                                                "Cannot read column %s of table %s as \"%s\": there is no such type. Name one of PostgreSQL's, such as numeric(10,2), in files.types."
                                                        .formatted(name, table, type)));
        return new ColumnInfo(
                name,
                named.printed(),
                named.shape(),
                false,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                origin);
    }

    /** What the spec says of a column; null: nothing. */
    @Nullable
    String written(TableName table, String column) {
        Map<String, String> types = spec.types();
        String full = table.name() + "." + column;
        String key = types.containsKey(full) ? full : column;
        unmet.remove(key);
        return types.get(key);
    }

    /** Refuses names of columns that no selected table has: a typing error would go unseen. */
    void refuseUnmet() {
        if (!unmet.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot use files.types: no selected table has %s. Check their spelling; names keep their case."
                            .formatted(String.join(", ", unmet)));
        }
    }
}
