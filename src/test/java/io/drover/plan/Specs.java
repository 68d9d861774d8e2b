package io.drover.plan;

import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.QuarantineSpec;
import io.drover.spec.ReconcileSpec;
import io.drover.spec.Secret;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.TransferSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Specs as the operator would have written them. */
public final class Specs {
    public static final ChunkingSpec CHUNKING =
            new ChunkingSpec(ChunkingSpec.By.AUTO, 64L << 20, 8L << 20);

    private Specs() {}

    public static EndpointSpec endpoint(String url) {
        return new EndpointSpec(
                "postgres",
                url,
                "drover",
                new Secret("hunter2"),
                Map.of(),
                8,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null);
    }

    public static MigrationSpec spec(EndpointSpec source, EndpointSpec target, SelectSpec select) {
        return spec(
                source, target, select, SchemaMode.CREATE, LoadMode.REPLACE, CHUNKING, List.of());
    }

    public static MigrationSpec spec(
            EndpointSpec source,
            EndpointSpec target,
            SelectSpec select,
            SchemaMode schema,
            LoadMode load,
            ChunkingSpec chunking,
            List<TableSpec> tables) {
        return new MigrationSpec(
                "shop",
                source,
                target,
                select,
                schema,
                load,
                ReadPath.PIPE,
                chunking,
                new QuarantineSpec(0, 1),
                new TransferSpec(100L << 20, 2, Duration.ofMinutes(1)),
                new ReconcileSpec(10, 1000),
                tables);
    }
}
