package io.drover.reconcile.expect;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.ledger.LedgerSchema;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.expect.Work.Value;
import io.drover.spec.LookupFile;
import io.drover.spec.TableNames;
import io.drover.spec.rules.ValueStep.LookupTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The tables that rules look values up in, read anew: of the source under its snapshot, of the
 * target as it stands now, of files, and the numbers that the ledger keeps. Each is proven to have
 * one answer for each key before it is used, and numbers to be of one key each.
 */
final class LookupTables {
    private final SparkSession session;
    private final SideAccess source;
    private final SideAccess target;
    private final String migration;
    private int joined;

    LookupTables(SparkSession session, SideAccess source, SideAccess target, String migration) {
        this.session = session;
        this.source = source;
        this.target = target;
        this.migration = migration;
    }

    /**
     * What was found.
     *
     * @param found false where there is no such key
     * @param value the looked-up text, NULL where there is none
     */
    record Answer(Column found, Column value) {}

    /** Looks the texts of {@code keys} up; {@code value} is the column that answers. */
    Answer lookup(Work work, LookupTable table, List<Column> keys, String value) {
        List<String> columns = new ArrayList<>(table.keys());
        columns.add(value);
        return join(work, read(table, columns), keys, table.location());
    }

    /** Whether the texts of {@code keys} are there. */
    Column exists(Work work, LookupTable table, List<Column> keys) {
        return join(work, read(table, table.keys()), keys, table.location()).found();
    }

    /** The number of a key in a map of the ledger. */
    Answer number(Work work, String map, Column key) {
        Dataset<Row> numbers =
                TextRows.of(
                        session,
                        target,
                        "SELECT old_key, new_key::pg_catalog.text FROM %s.id_map WHERE migration = %s AND map = %s"
                                .formatted(
                                        LedgerSchema.NAME,
                                        PostgresNames.literal(migration),
                                        PostgresNames.literal(map)),
                        2);
        if (repeats(numbers, functions.col("c1"))) {
            throw new NotComputable(
                    "two keys have one number in the id-map %s of the ledger".formatted(map));
        }
        return join(work, numbers, List.of(key), "the id-map " + map);
    }

    private Answer join(Work work, Dataset<Row> table, List<Column> keys, String name) {
        int number = joined++;
        Column present = functions.lit(true);
        List<Column> named = new ArrayList<>();
        List<Column> keyColumns = new ArrayList<>();
        for (int column = 0; column < table.columns().length; column++) {
            if (column < keys.size()) {
                present = present.and(functions.col("c" + column).isNotNull());
                keyColumns.add(functions.col("c" + column));
            }
            named.add(functions.col("c" + column).as("drover_l%d_%d".formatted(number, column)));
        }
        Dataset<Row> keyed = table.filter(present);
        if (repeats(keyed, keyColumns.toArray(Column[]::new))) {
            throw new NotComputable("a key occurs more than once in " + name);
        }
        String found = "drover_l%d_found".formatted(number);
        named.add(functions.lit(true).as(found));
        Column same = functions.lit(true);
        for (int key = 0; key < keys.size(); key++) {
            String right = "drover_l%d_%d".formatted(number, key);
            same = same.and(keys.get(key).equalTo(functions.col(right)));
        }
        work.rows(
                work.rows()
                        .join(
                                functions.broadcast(keyed.select(named.toArray(Column[]::new))),
                                same,
                                "left"));
        String last = "drover_l%d_%d".formatted(number, table.columns().length - 1);
        return new Answer(
                functions.coalesce(functions.col(found), functions.lit(false)),
                functions.col(last));
    }

    private static boolean repeats(Dataset<Row> rows, Column... keys) {
        return !rows.groupBy(keys).count().filter("count > 1").limit(1).isEmpty();
    }

    private Dataset<Row> read(LookupTable table, List<String> columns) {
        return switch (table.origin()) {
            case SOURCE -> table(source, "ONLY ", table, columns);
            case TARGET -> table(target, "", table, columns);
            case FILE -> file(table, columns);
            case ID_MAP -> throw new IllegalStateException("No spec looks up in an id-map");
        };
    }

    private Dataset<Row> table(
            SideAccess side, String only, LookupTable table, List<String> columns) {
        String texts =
                columns.stream()
                        .map(PostgresNames::quote)
                        .map(PostgresNames::printed)
                        .collect(Collectors.joining(", "));
        String name = PostgresNames.quote(TableNames.parse(table.location()));
        return TextRows.of(
                session, side, "SELECT %s FROM %s%s".formatted(texts, only, name), columns.size());
    }

    private Dataset<Row> file(LookupTable table, List<String> columns) {
        LookupFile file = new LookupFile(Path.of(table.location()), table.keys());
        if (!file.digest().equals(table.digest())) {
            throw new NotComputable(
                    "the file %s is not the one that the spec was read with"
                            .formatted(table.location()));
        }
        List<Row> rows = new ArrayList<>();
        file.rows(columns, fields -> rows.add(RowFactory.create((Object[]) fields)));
        return session.createDataFrame(rows, TextRows.schema(columns.size()));
    }

    /** One text for several; different tuples have different texts. */
    static Column framed(List<Value> keys) {
        if (keys.size() == 1) {
            return keys.get(0).text();
        }
        List<Column> parts = new ArrayList<>();
        for (Value key : keys) {
            parts.add(functions.length(key.text()).cast("string"));
            parts.add(functions.lit(":"));
            parts.add(key.text());
        }
        return functions.concat(parts.toArray(Column[]::new));
    }
}
