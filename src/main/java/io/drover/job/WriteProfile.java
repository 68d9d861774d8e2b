package io.drover.job;

import io.drover.model.profile.MigrationProfile;
import io.drover.report.ProfileHtml;
import io.drover.report.ProfileJson;
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
}
