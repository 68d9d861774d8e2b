package io.drover.ledger;

import static io.drover.ledger.LedgerQueries.instant;

import io.drover.model.PlanWarning;
import io.drover.model.history.EpochRecord;
import io.drover.model.history.LoadPace;
import io.drover.model.history.LoadRecord;
import io.drover.model.history.RuleEffect;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableTally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;

/** Makes values of rows of the ledger. */
final class LedgerRows {
    private LedgerRows() {}

    static RunRecord run(ResultSet row) throws SQLException {
        return new RunRecord(
                row.getLong("run_id"),
                row.getString("migration"),
                row.getObject("load_id", Long.class),
                row.getString("command"),
                row.getString("code_version"),
                row.getString("spark_version"),
                row.getString("operator"),
                row.getString("host"),
                row.getString("application"),
                new TreeMap<>(JsonTexts.object(row.getString("settings"))),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getString("outcome"),
                row.getObject("exit_code", Integer.class),
                row.getString("message"));
    }

    static LoadRecord load(ResultSet row, List<PlanWarning> warnings) throws SQLException {
        return new LoadRecord(
                row.getLong("load_id"),
                row.getString("state"),
                row.getString("spec_digest"),
                row.getString("plan_digest"),
                row.getString("source_version"),
                row.getString("target_version"),
                row.getString("consistency"),
                warnings,
                instant(row, "created_at"),
                instant(row, "completed_at"),
                instant(row, "released_at"));
    }

    static PlanWarning warning(ResultSet row) throws SQLException {
        return new PlanWarning(
                PlanWarning.Kind.valueOf(row.getString("kind")),
                row.getString("object"),
                row.getString("text"),
                row.getString("hint"));
    }

    static TableTally table(ResultSet row) throws SQLException {
        return new TableTally(
                row.getInt("table_number"),
                row.getString("source_table"),
                row.getString("target_table"),
                row.getString("state"),
                row.getInt("generation"),
                row.getInt("chunks"),
                row.getInt("chunks_done"),
                LedgerHistory.fates(row),
                row.getLong("wire_bytes"),
                row.getDouble("seconds"),
                row.getLong("estimated_rows"),
                row.getLong("estimated_bytes"),
                row.getString("resume_note"));
    }

    static RuleEffect effect(ResultSet row) throws SQLException {
        return new RuleEffect(
                row.getInt("table_number"),
                row.getString("source_table"),
                row.getString("target_table"),
                row.getInt("step_number"),
                row.getString("kind"),
                row.getString("rule"),
                row.getString("column_name"),
                row.getString("description"),
                row.getLong("modified_rows"),
                row.getLong("left_out_rows"),
                row.getLong("violated_rows"));
    }

    static EpochRecord epoch(ResultSet row) throws SQLException {
        return new EpochRecord(
                row.getLong("epoch_id"),
                row.getLong("run_id"),
                row.getString("snapshot_name"),
                row.getString("visible"),
                row.getString("source_server"),
                row.getString("wal_position"),
                instant(row, "opened_at"),
                row.getBoolean("held_elsewhere"),
                row.getLong("chunks"),
                row.getLong("rows"));
    }

    static LoadPace pace(ResultSet row) throws SQLException {
        double seconds = row.getDouble("seconds");
        return new LoadPace(
                row.getLong("run_id"),
                seconds > 0 ? row.getLong("rows") / seconds : 0,
                seconds > 0 ? row.getLong("bytes") / seconds : 0,
                seconds > 0 ? row.getObject("seconds_left", Double.class) : null,
                instant(row, "last_receipt_at"),
                Math.max(0, row.getDouble("since_last")));
    }
}
