package io.drover.engine.files;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SpecReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a folder as a migration would: its catalog, its chunks, their rows as COPY's text. */
final class FilesTrial implements AutoCloseable {
    private static final FilesEngine ENGINE = new FilesEngine();

    private final EndpointSpec endpoint;
    private final Moment moment;

    /** What was read of a table; rows as lines of COPY's text form. */
    record Read(List<String> rows, List<UnreadableRow> unreadable, long sent, int chunks) {
        List<String> places() {
            return unreadable.stream().map(UnreadableRow::place).toList();
        }
    }

    FilesTrial(Path folder, String... settings) {
        this.endpoint = endpoint(folder, settings);
        this.moment = ENGINE.open(Side.SOURCE, endpoint, "trial", 2);
    }

    /** How many rows a source of these files has. */
    static int rowsOf(Path folder, String table) {
        try (FilesTrial trial = new FilesTrial(folder)) {
            return trial.read(table).rows().size();
        }
    }

    static EndpointSpec endpoint(Path folder, String... settings) {
        String text =
                """
                migration {
                  name = trial
                  source { type = files, url = "%s", files { %s } }
                  target { type = postgres, url = "jdbc:postgresql://h/d", user = u }
                }
                """
                        .formatted(folder, String.join("\n", settings));
        try {
            Path file = Files.createTempFile("drover-files", ".conf");
            try {
                Files.writeString(file, text);
                return new SpecReader().read(file, List.of()).source();
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    EndpointSpec endpoint() {
        return endpoint;
    }

    Moment moment() {
        return moment;
    }

    TableInfo table(String name) {
        TableName table = new TableName("files", name);
        return moment.catalog(TableSelection.standing(List.of(table), List.of()))
                .table(table)
                .orElseThrow();
    }

    List<String> types(String table) {
        return table(table).columns().stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    TablePlan plan(String name, WireForm wire, long targetBytes) {
        TableInfo table = table(name);
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            columns.add(
                    new ColumnPlan(
                            column.name(),
                            column.name(),
                            column.type(),
                            column.type(),
                            false,
                            false,
                            TypeVerdict.LOSSLESS,
                            ""));
        }
        TablePlan plan =
                new TablePlan(
                        0,
                        table.name(),
                        table.name(),
                        table.name(),
                        LoadMode.REPLACE,
                        wire,
                        ReadPath.COPY,
                        columns,
                        List.of(),
                        null,
                        false,
                        table.statistics().estimatedRows(),
                        0,
                        List.of(new ChunkPlan(0, "[]", 0, 0)),
                        null);
        return plan.only(
                moment.cut(
                        plan,
                        new ChunkingSpec(
                                ChunkingSpec.By.AUTO, targetBytes, Math.min(targetBytes, 1000))));
    }

    Read read(String name) {
        return read(plan(name, WireForm.TEXT, 1 << 20));
    }

    Read read(TablePlan plan) {
        List<String> rows = new ArrayList<>();
        List<UnreadableRow> unreadable = new ArrayList<>();
        long sent = 0;
        for (ChunkPlan chunk : plan.chunks()) {
            try (WireRows read = ENGINE.read(request(plan, chunk))) {
                while (read.advance()) {
                    rows.add(
                            new String(
                                    read.array(),
                                    read.offset(),
                                    read.length() - 1,
                                    StandardCharsets.UTF_8));
                }
                sent += read.sent();
                unreadable.addAll(read.unreadable());
            }
        }
        return new Read(rows, unreadable, sent, plan.chunks().size());
    }

    ReadRequest request(TablePlan plan, ChunkPlan chunk) {
        return new ReadRequest(endpoint, moment.snapshot(), 2, 64 << 20, plan.only(chunk), chunk);
    }

    @Override
    public void close() {
        moment.close();
    }
}
