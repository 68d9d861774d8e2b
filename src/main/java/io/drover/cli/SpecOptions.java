package io.drover.cli;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.spec.TableNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command takes: the spec, and what changes it for this one time. */
final class SpecOptions {
    @Parameters(index = "0", paramLabel = "<spec.conf>", description = "The migration's spec.")
    private Path file;

    @Option(
            names = "--table",
            paramLabel = "<schema.table>",
            converter = TableNameConverter.class,
            description = "This table of the source only; may be given more than once.")
    private List<TableName> tables = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "<key=value>",
            description =
                    "Override a key of the spec, e.g. --set load=append; may be given more than once."
                            + " Not for secrets: other users of the machine see command lines.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--report",
            paramLabel = "<folder>",
            description =
                    "Where reports and plans are written. Default: reports/ and the migration's name.")
    private @Nullable Path report;

    /** The spec as overridden, narrowed to the tables of {@code --table} where there are any. */
    MigrationSpec read() {
        MigrationSpec whole = readWhole();
        return tables.isEmpty() ? whole : whole.only(tables);
    }

    /** The spec as overridden, whatever {@code --table} says. */
    MigrationSpec readWhole() {
        return new SpecReader().read(file, overrides);
    }

    /** The tables of {@code --table}; empty: all. */
    List<TableName> tables() {
        return List.copyOf(tables);
    }

    /** For a command that is about the whole migration. */
    void refuseTables(CommandLine.Model.CommandSpec command, String why) {
        if (!tables.isEmpty()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--table cannot be given here: " + why + ".");
        }
    }

    Path reportFolder(MigrationSpec spec) {
        return report == null ? Path.of("reports", spec.name()) : report;
    }

    /** Says in our own words what a name must be. */
    static final class TableNameConverter implements CommandLine.ITypeConverter<TableName> {
        @Override
        public TableName convert(String text) {
            try {
                return TableNames.parse(text);
            } catch (IllegalArgumentException failure) {
                throw new CommandLine.TypeConversionException(failure.getMessage());
            }
        }
    }
}
