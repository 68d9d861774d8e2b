package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.job.WriteProfile;
import io.drover.job.profile.ProfileRequest;
import io.drover.job.profile.ProfileTables;
import io.drover.job.profile.RuledUnfitRows;
import io.drover.model.Nullable;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.TableProfile;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drover profile}: what is in the source, before anything is loaded. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Say what is in the source, and what of it will not fit the target.",
        description = {
            "Reads each table once, under one snapshot, and writes profile.json and profile.html to the report folder;"
                    + " plan warns of what it found. Changes nothing. Exits with 4 when a table could not be read.",
            "Duplicates of keys and orphans of foreign keys are found by further queries to the source."
        })
final class ProfileCommand implements Callable<Integer> {
    @Mixin private SpecOptions options;

    @Option(
            names = "--sample",
            paramLabel = "<percent>",
            converter = PercentConverter.class,
            description =
                    "Read this share of each large table's blocks only, e.g. 10%%; every output says so.")
    private @Nullable Double sample;

    @Option(
            names = "--no-keys",
            description = "Ask the source no further queries: no duplicates, no orphans.")
    private boolean withoutKeys;

    @Option(
            names = "--near-duplicates",
            paramLabel = "<column>",
            split = ",",
            description =
                    "Compare these columns without case, accents and blanks; schema.table.column, or a column's name"
                            + " for every table that has it.")
    private List<String> near = new ArrayList<>();

    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        MigrationSpec spec = options.readWhole();
        SparkSessions.startFor(spec, "profile");
        PrintWriter out = command.commandLine().getOut();
        MigrationProfile profile =
                new ProfileTables(
                                spec,
                                SparkSessions.supplier("profile", spec.name()),
                                ProgressLines.display(),
                                Clock.systemUTC(),
                                new ProfileRequest(
                                        new LinkedHashSet<>(options.tables()),
                                        sample,
                                        withoutKeys
                                                ? ProfileRequest.Keys.LEFT_OUT
                                                : ProfileRequest.Keys.QUERIED,
                                        near),
                                new RuledUnfitRows(spec))
                        .run();
        Path folder = options.reportFolder(spec);
        WriteProfile.write(profile, folder);
        ProfileText.lines(profile).forEach(out::println);
        out.println("Profile: " + folder.resolve(WriteProfile.HTML).toUri());
        boolean whole =
                profile.tables().stream().map(TableProfile::failure).allMatch(x -> x == null);
        return whole ? 0 : ErrorKind.SOURCE.exitCode();
    }

    /** {@code 10%} or {@code 10}: more than nothing, and no more than all. */
    static final class PercentConverter implements CommandLine.ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
            try {
                double percent = new BigDecimal(number.strip()).doubleValue();
                if (percent > 0 && percent <= 100) {
                    return percent;
                }
            } catch (NumberFormatException noNumber) {
                // Said below, as for a number that makes no sense.
            }
            throw new CommandLine.TypeConversionException(
                    "'%s' is no share of a table. Give a percentage above 0 and up to 100, e.g. 10%%."
                            .formatted(text));
        }
    }
}
