package io.drover.cli;

import io.drover.model.Nullable;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, and what the ledger records as the code's version. */
final class Version implements IVersionProvider {
    /** The jar's version; {@code development} for classes that come from no jar. */
    static String code() {
        @Nullable String version = Drover.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Drover "
                    + code()
                    + " (Java "
                    + System.getProperty("java.version")
                    + ", "
                    + System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.arch")
                    + ")"
        };
    }
}
