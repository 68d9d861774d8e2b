package io.drover.job.rules;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.extract.connector.CopyRead;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.ledger.LedgerSchema;
import io.drover.model.ChunkPlan;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RowRules;
import io.drover.spec.EndpointSpec;
import io.drover.spec.LookupFile;
import io.drover.spec.TableNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The small tables that rows are looked up in: of the source under the run's snapshot, of the
 * target as it stands, of files as the plan knows them. Keys must be unique, or rows would double.
 *
 * <p>Shape: key and value columns of the plan, in that order, as {@code c0}, {@code c1}, …, all
 * text; rows with a NULL key are left out, as nothing finds them. Runs on: driver.
 */
public final class Lookups {
    private static final int SHOWN = 3;

    private final SourceAccess source;
    private final EndpointSpec target;
    private final String migration;

    public Lookups(SourceAccess source, EndpointSpec target, String migration) {
        this.source = source;
        this.target = target;
        this.migration = migration;
    }

    /**
     * The lookups of a table by their numbers.
     *
     * @throws MigrationException SPEC when a key occurs twice; CONSISTENCY when a file has changed
     */
    public Map<Integer, Dataset<Row>> of(SparkSession session, TablePlan table) {
        return of(session, table.rules().lookups(), table);
    }

    private Map<Integer, Dataset<Row>> of(
            SparkSession session, List<LookupPlan> some, TablePlan table) {
        Map<Integer, Dataset<Row>> lookups = new LinkedHashMap<>();
        for (LookupPlan lookup : some) {
            Dataset<Row> rows = read(session, lookup);
            Column present = functions.lit(true);
            for (int key = 0; key < lookup.keys().size(); key++) {
                present = present.and(rows.col("c" + key).isNotNull());
            }
            Dataset<Row> keyed = rows.filter(present);
            if (lookup.origin() != LookupPlan.Origin.ID_MAP) {
                refuseDuplicates(keyed, lookup, table);
            }
            lookups.put(lookup.number(), keyed);
        }
        return lookups;
    }

    /** The same where no load has begun, and nobody has made an id-map yet: it is empty then. */
    public Map<Integer, Dataset<Row>> asFarAsTheyAre(SparkSession session, TablePlan table) {
        boolean needed =
                table.rules().lookups().stream()
                        .anyMatch(lookup -> lookup.origin() == LookupPlan.Origin.ID_MAP);
        if (!needed || idMapStands(session)) {
            return of(session, table);
        }
        RowRules all = table.rules();
        List<LookupPlan> others = new ArrayList<>(all.lookups());
        others.removeIf(lookup -> lookup.origin() == LookupPlan.Origin.ID_MAP);
        Map<Integer, Dataset<Row>> lookups = new LinkedHashMap<>(of(session, others, table));
        StructType schema =
                new StructType().add("c0", DataTypes.StringType).add("c1", DataTypes.StringType);
        for (LookupPlan lookup : all.lookups()) {
            lookups.computeIfAbsent(
                    lookup.number(), number -> session.createDataFrame(List.of(), schema));
        }
        return lookups;
    }

    private boolean idMapStands(SparkSession session) {
        return target(
                                session,
                                "(SELECT pg_catalog.to_regclass('%s.id_map')::text AS c0) there"
                                        .formatted(LedgerSchema.NAME))
                        .head()
                        .getString(0)
                != null;
    }

    private Dataset<Row> read(SparkSession session, LookupPlan lookup) {
        return switch (lookup.origin()) {
            case SOURCE -> source(session, lookup);
            case TARGET -> target(session, relation(lookup));
            case ID_MAP ->
                    target(
                            session,
                            "(SELECT old_key AS c0, new_key::text AS c1 FROM %s.id_map WHERE migration = %s AND map = %s) lookup"
                                    .formatted(
                                            LedgerSchema.NAME,
                                            PostgresNames.literal(migration),
                                            PostgresNames.literal(lookup.location())));
            case FILE -> file(session, lookup);
        };
    }

    private Dataset<Row> source(SparkSession session, LookupPlan lookup) {
        List<DecodedColumn> columns = new ArrayList<>();
        for (String name : columns(lookup)) {
            columns.add(
                    new DecodedColumn(
                            "c" + columns.size(),
                            PostgresNames.printed(PostgresNames.quote(name)),
                            "text",
                            "string"));
        }
        TableName name = TableNames.parse(lookup.location());
        TablePlan whole =
                new TablePlan(
                        -1,
                        name,
                        name,
                        name,
                        LoadMode.APPEND,
                        WireForm.BINARY,
                        ReadPath.COPY,
                        List.of(),
                        List.of(),
                        null,
                        false,
                        0,
                        0,
                        List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                        new RowRules(columns, List.of(), List.of(), null, List.of(), 0));
        return new CopyRead(source, whole).rows(session).select(named(columns.size()));
    }

    private Dataset<Row> target(SparkSession session, String relation) {
        Properties properties = new Properties();
        target.properties().forEach(properties::setProperty);
        properties.setProperty("user", target.user());
        if (target.password() != null) {
            properties.setProperty("password", target.password().reveal());
        }
        properties.setProperty("driver", "org.postgresql.Driver");
        properties.setProperty("ApplicationName", "drover lookup");
        properties.setProperty("fetchsize", "10000");
        properties.setProperty(
                "sessionInitStatement",
                Connections.preparation(target, Session.Timeouts.STATEMENT));
        return session.read().jdbc(target.url(), relation, properties);
    }

    private static String relation(LookupPlan lookup) {
        List<String> names = columns(lookup);
        String columns =
                IntStream.range(0, names.size())
                        .mapToObj(
                                number ->
                                        PostgresNames.printed(
                                                        PostgresNames.quote(names.get(number)))
                                                + " AS c"
                                                + number)
                        .collect(Collectors.joining(", "));
        return "(SELECT %s FROM %s) lookup"
                .formatted(columns, PostgresNames.quote(TableNames.parse(lookup.location())));
    }

    private static Dataset<Row> file(SparkSession session, LookupPlan lookup) {
        LookupFile file = new LookupFile(Path.of(lookup.location()), lookup.keys());
        if (!file.digest().equals(lookup.digest())) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot look up in %s: the file is not the one that the plan was made with. Put the old one back to go on, or begin again with `migrate --restart`."
                            .formatted(lookup.location()));
        }
        List<Row> rows = new ArrayList<>();
        file.rows(columns(lookup), fields -> rows.add(RowFactory.create((Object[]) fields)));
        StructType schema = new StructType();
        for (int column = 0; column < columns(lookup).size(); column++) {
            schema = schema.add("c" + column, DataTypes.StringType, true);
        }
        return session.createDataFrame(rows, schema);
    }

    private static void refuseDuplicates(Dataset<Row> rows, LookupPlan lookup, TablePlan table) {
        Column[] keys = named(lookup.keys().size());
        List<Row> twice =
                rows.groupBy(keys)
                        .count()
                        .filter("count > 1")
                        .orderBy(keys)
                        .limit(SHOWN)
                        .collectAsList();
        if (!twice.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot look up rows of %s in %s: its key %s is not unique (%s), and such rows would double. Mend it, or name a key that is."
                            .formatted(
                                    table.source(),
                                    lookup.location(),
                                    String.join(", ", lookup.keys()),
                                    twice.stream()
                                            .map(Row::toString)
                                            .collect(Collectors.joining(", "))));
        }
    }

    private static List<String> columns(LookupPlan lookup) {
        List<String> columns = new ArrayList<>(lookup.keys());
        columns.addAll(lookup.values());
        return columns;
    }

    private static Column[] named(int columns) {
        return IntStream.range(0, columns)
                .mapToObj(number -> functions.col("c" + number))
                .toArray(Column[]::new);
    }
}
