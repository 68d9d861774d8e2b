package io.drover.spec;

import com.typesafe.config.ConfigObject;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes the records of a {@code migration { … }} and checks each by itself and with the others. */
final class MigrationSpecReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,48}");

    /** The largest field that PostgreSQL itself can hold. */
    private static final long MAX_FIELD_BYTES = (1L << 30) - 1;

    private final SpecProblems problems;
    private final ConfigObject defaults;
    private final RulesReader rules;
    private final ReconcileReader reconcile;

    MigrationSpecReader(SpecProblems problems, ConfigObject defaults, RulesReader rules) {
        this.problems = problems;
        this.defaults = defaults;
        this.rules = rules;
        this.reconcile = new ReconcileReader(defaults);
    }

    MigrationSpec read(ConfigObject migration, Path file) {
        SpecNode node =
                new SpecNode(migration, (ConfigObject) defaults.get("migration"), "", problems);
        ConfigObject endpoint = (ConfigObject) defaults.get("endpoint");
        SpecNode chunking = node.child("chunking");
        SpecNode quarantine = node.child("quarantine");
        SpecNode select = node.child("select");
        String name = name(node);
        EndpointSpec source = EndpointReader.source(required(node, "source", endpoint));
        EndpointSpec target = EndpointReader.target(required(node, "target", endpoint));
        MigrationSpec spec =
                new MigrationSpec(
                        name,
                        source,
                        target,
                        select(select),
                        node.oneOf("schema", SchemaMode.class),
                        node.oneOf("load", LoadMode.class),
                        node.oneOf("read-path", ReadPath.class),
                        chunking(chunking),
                        quarantine(quarantine),
                        transfer(node.child("transfer")),
                        reconcile.migration(node.child("reconcile")),
                        tables(node, chunking, quarantine),
                        ledger(node, target, endpoint, file));
        node.refuseUnknownKeys();
        refuseMovingOntoItself(node, spec);
        refuseExcludedTables(node, spec);
        refuseTablesSetTwice(node.children("tables", SpecNode.empty()), spec);
        new IdMaps(spec.tables(), problems).refuseWrongOnes();
        return spec;
    }

    private static String name(SpecNode node) {
        String name = node.text("name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            node.problem(
                    "name",
                    "must be 1 to 48 letters, digits, dots, underscores or hyphens; got \""
                            + name
                            + "\"");
        }
        return name;
    }

    private static LedgerSpec ledger(
            SpecNode node, EndpointSpec target, ConfigObject endpoint, Path file) {
        boolean named = node.has("ledger");
        EndpointSpec own = named ? EndpointReader.ledger(node.child("ledger", endpoint)) : null;
        if (target.isPostgres() || target.type().isEmpty()) {
            if (named) {
                node.problem(
                        "ledger",
                        "cannot be elsewhere where the target is a PostgreSQL: a receipt commits"
                                + " together with its rows; leave it out");
            }
            return LedgerSpec.at(target);
        }
        return own == null ? LedgerSpec.beside(file) : LedgerSpec.at(own);
    }

    private static SpecNode required(SpecNode node, String key, ConfigObject endpoint) {
        if (!node.has(key)) {
            node.problem(key, "is missing: " + key + " = { type = postgres, url = …, user = … }");
        }
        return node.child(key, endpoint);
    }

    private static SelectSpec select(SpecNode node) {
        List<String> include = patterns(node, "include");
        if (node.writesEmptyList("include")) {
            node.problem("include", "selects nothing; write [\"*.*\"] for every table");
        }
        SelectSpec select =
                new SelectSpec(
                        include,
                        patterns(node, "exclude"),
                        node.optionalText("target-schema"),
                        node.oneOf("names", NameRule.class));
        node.refuseUnknownKeys();
        return select;
    }

    private static List<String> patterns(SpecNode node, String key) {
        List<String> patterns = node.texts(key);
        for (String pattern : patterns) {
            if (!pattern.contains(".")) {
                node.problem(
                        key,
                        "holds \"%s\", which names no schema; write \"public.%s\" or \"*.%s\""
                                .formatted(pattern, pattern, pattern));
            }
        }
        return patterns;
    }

    private static ChunkingSpec chunking(SpecNode node) {
        ChunkingSpec chunking =
                new ChunkingSpec(
                        node.oneOf("by", ChunkingSpec.By.class),
                        node.bytes("target-bytes", 8192, Long.MAX_VALUE),
                        node.bytes("small-table-bytes", 0, Long.MAX_VALUE));
        node.refuseUnknownKeys();
        return chunking;
    }

    private static QuarantineSpec quarantine(SpecNode node) {
        QuarantineSpec quarantine =
                new QuarantineSpec(
                        node.count("max-rows", 0, Long.MAX_VALUE), node.share("max-share"));
        node.refuseUnknownKeys();
        return quarantine;
    }

    private static TransferSpec transfer(SpecNode node) {
        TransferSpec transfer =
                new TransferSpec(
                        node.bytes("max-field-bytes", 1, MAX_FIELD_BYTES),
                        (int) node.count("index-builders", 1, 64),
                        node.duration("retry-for", Duration.ZERO));
        node.refuseUnknownKeys();
        return transfer;
    }

    private List<TableSpec> tables(SpecNode node, SpecNode chunking, SpecNode quarantine) {
        List<TableSpec> tables = new ArrayList<>();
        ConfigObject tableDefaults = (ConfigObject) defaults.get("table");
        for (SpecNode child : node.children("tables", tableDefaults)) {
            tables.add(table(child, chunking, quarantine));
            child.refuseUnknownKeys();
        }
        return tables;
    }

    private TableSpec table(SpecNode node, SpecNode chunking, SpecNode quarantine) {
        TableName name = tableName(node, "name", node.text("name"));
        String target = node.optionalText("target");
        boolean ownChunking = node.writes("chunking");
        SpecNode chunkingNode = node.child("chunking", chunking.effective());
        boolean ownQuarantine = node.writes("quarantine");
        SpecNode quarantineNode = node.child("quarantine", quarantine.effective());
        return new TableSpec(
                name == null ? new TableName("", "") : name,
                target == null ? null : tableName(node, "target", target),
                node.optionalText("where"),
                node.optionalOneOf("load", LoadMode.class),
                node.optionalOneOf("read-path", ReadPath.class),
                node.texts("key"),
                node.texts("waive"),
                ownChunking ? chunking(chunkingNode) : null,
                ownQuarantine ? quarantine(quarantineNode) : null,
                rules.read(node),
                reconcile.table(node));
    }

    private static @Nullable TableName tableName(SpecNode node, String key, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return TableNames.parse(text);
        } catch (IllegalArgumentException failure) {
            node.problem(key, failure.getMessage());
            return null;
        }
    }

    /** A database that replaces its own tables by themselves is never what was meant. */
    private static void refuseMovingOntoItself(SpecNode node, MigrationSpec spec) {
        boolean same =
                !spec.source().url().isEmpty()
                        && PostgresUrl.database(spec.source().url())
                                .equals(PostgresUrl.database(spec.target().url()));
        if (same && spec.select().targetSchema() == null) {
            node.problem(
                    "target",
                    "is the source's own database, and its tables would replace themselves;"
                            + " name another database, or a select.target-schema");
        }
    }

    /** One source may become several targets; the same way twice has no meaning. */
    private static void refuseTablesSetTwice(List<SpecNode> nodes, MigrationSpec spec) {
        Map<List<TableName>, Integer> ways = new HashMap<>();
        for (int number = 0; number < spec.tables().size(); number++) {
            TableSpec table = spec.tables().get(number);
            if (table.name().name().isEmpty()) {
                continue;
            }
            TableName target = target(spec, table);
            Integer other = ways.putIfAbsent(List.of(table.name(), target), number);
            if (other != null) {
                nodes.get(number)
                        .problem(
                                "name",
                                "is set twice: \"%s\"; to make several tables of one, give each a target of its own"
                                        .formatted(table.name()));
            }
        }
    }

    private static TableName target(MigrationSpec spec, TableSpec table) {
        String schema = spec.select().targetSchema();
        return table.target() != null
                ? table.target()
                : new TableName(
                        schema == null ? table.name().schema() : schema,
                        spec.select().names().of(table.name().name()));
    }

    /** A setting of a table that is excluded would change nothing, and nobody would hear. */
    private static void refuseExcludedTables(SpecNode node, MigrationSpec spec) {
        for (TableSpec table : spec.tables()) {
            if (!table.name().name().isEmpty() && spec.select().excludes(table.name())) {
                node.problem(
                        "tables",
                        "sets \"%s\", which select.exclude keeps out; drop the one or the other"
                                .formatted(table.name()));
            }
        }
    }
}
