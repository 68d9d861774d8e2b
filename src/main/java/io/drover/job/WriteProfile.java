package io.drover.job;

import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.profile.MigrationProfile;
import io.drover.plan.ProfileWarnings;
import io.drover.report.ProfileHtml;
import io.drover.report.ProfileJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a profile as {@code profile.json} and {@code profile.html}; repeats safely. */
public final class WriteProfile {
    public static final String JSON = "profile.json";
    public static final String HTML = "profile.html";

    private WriteProfile() {}

    /**
     * Writes both files into a directory, which is made if need be.
     *
     * @throws io.drover.error.MigrationException USAGE when a file cannot be written
     */
    public static void write(MigrationProfile profile, Path directory) {
        WriteReport.write(directory, JSON, ProfileJson.render(profile));
        WriteReport.write(directory, HTML, ProfileHtml.render(profile));
    }

    /**
     * The plan with the findings of the profile in a directory as warnings. Without a profile, or
     * with that of another migration, it is the plan as it is; a file that is no profile is itself
     * a warning.
     */
    static MigrationPlan warn(MigrationPlan plan, Path directory) {
        Path file = directory.resolve(JSON);
        if (!Files.exists(file)) {
            return plan;
        }
        try {
            MigrationProfile profile = ProfileJson.read(Files.readString(file));
            return profile.migration().equals(plan.migration())
                    ? ProfileWarnings.add(plan, profile)
                    : plan;
        } catch (IOException | IllegalArgumentException damaged) {
            return ProfileWarnings.add(
                    plan,
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "profile " + file,
                            "Its findings are not among these warnings: "
                                    + damaged.getMessage().lines().findFirst().orElse("no text"),
                            "Profile again, or remove the file."));
        }
    }
}
