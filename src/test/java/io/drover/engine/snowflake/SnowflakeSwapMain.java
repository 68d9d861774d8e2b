package io.drover.engine.snowflake;

import io.drover.engine.Store;
import io.drover.engine.StoreTrial;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a {@link SnowflakeRun} in a process of its own, which a test may kill; without Spark.
 * Its arguments are URL, user, password and mode.
 */
final class SnowflakeSwapMain extends StoreTrial {
    private final EndpointSpec endpoint;

    private SnowflakeSwapMain(EndpointSpec endpoint) {
        this.endpoint = endpoint;
    }

    static Process start(SnowflakeRun run, Path output) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("--add-opens"))
                .forEach(words::add);
        words.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        SnowflakeSwapMain.class.getName(),
                        run.server().jdbcUrl(),
                        run.server().user(),
                        run.server().password(),
                        run.mode().name()));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new IllegalStateException("Cannot start " + words, failure);
        }
    }

    public static void main(String[] arguments) {
        SnowflakeSwapMain end =
                new SnowflakeSwapMain(
                        SnowflakeEndpoints.of(arguments[0], arguments[1], arguments[2], false));
        try (Store store = end.open()) {
            StoredTable table = table(store, SnowflakeRun.NAME, LoadMode.valueOf(arguments[3]), 1);
            for (DdlStep step : store.ddl(List.of(table))) {
                if (step.phase() == DdlPhase.SWAP) {
                    store.run(step, table);
                }
            }
        }
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return endpoint;
    }
}
