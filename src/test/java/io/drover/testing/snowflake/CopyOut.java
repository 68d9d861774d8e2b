package io.drover.testing.snowflake;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** COPY INTO a stage: unloads a query as one compressed CSV file. */
final class CopyOut {
    private static final Pattern FRACTION = Pattern.compile("FF(\\d)");

    private final Queries queries;
    private final Stages stages;

    CopyOut(Queries queries, Stages stages) {
        this.queries = queries;
        this.stages = stages;
    }

    void addTo(Rules rules) {
        rules.add("COPY\\s+INTO\\s+" + StagePath.PATTERN + "\\s*FROM\\s*(\\(.*)", this::unload);
    }

    private Reply unload(Call call, Matcher match) throws SQLException {
        StagePath place = StagePath.of(call.text(), match.group(1));
        String rest = match.group(2);
        String query = SqlText.inside(rest, 0);
        CsvFormat format = CsvFormat.of(call.text(), rest.substring(SqlText.closing(rest, 0) + 1));
        Reply reply = queries.rows(call, query);
        StringBuilder csv = new StringBuilder();
        for (String[] row : reply.rows()) {
            for (int at = 0; at < row.length; at++) {
                csv.append(at > 0 ? String.valueOf(format.delimiter()) : "");
                csv.append(
                        field(
                                row[at],
                                reply.columns().get(at).type(),
                                format,
                                call.session().settings()));
            }
            csv.append('\n');
        }
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);
        if (!reply.rows().isEmpty()) {
            stages.write(place.key("data_0_0_0.csv.gz"), bytes);
        }
        return Reply.counts(
                Reply.UNLOAD,
                "rows_unloaded",
                reply.rows().size(),
                "input_bytes",
                bytes.length,
                "output_bytes",
                bytes.length);
    }

    private static String field(
            String cell, ColumnType type, CsvFormat format, Map<String, String> settings) {
        if (cell == null) {
            return "";
        }
        String quote = format.enclosure() == 0 ? "" : String.valueOf(format.enclosure());
        return switch (type.wire()) {
            case "fixed", "real" -> cell;
            case "boolean" -> String.valueOf(cell.equals("1"));
            case "date" -> LocalDate.ofEpochDay(Long.parseLong(cell)).toString();
            case "time" ->
                    LocalTime.ofNanoOfDay(new BigDecimal(cell).movePointRight(9).longValueExact())
                            .toString();
            case "timestamp_ntz", "timestamp_ltz", "timestamp_tz" ->
                    timestamp(
                            cell,
                            format.text(
                                    "TIMESTAMP_FORMAT",
                                    settings.getOrDefault(type.name() + "_OUTPUT_FORMAT", "FF9")));
            default -> quote + cell.replace(quote, quote + quote) + quote;
        };
    }

    /** In the format of the statement or the session's; of it, offset and digits matter. */
    private static String timestamp(String cell, String format) {
        Matcher digits = FRACTION.matcher(format);
        String fraction = "S".repeat(digits.find() ? Integer.parseInt(digits.group(1)) : 9);
        String offset = format.contains("TZH") ? "xx " : "";
        String[] parts = cell.split(" ", 2);
        BigDecimal seconds = new BigDecimal(parts[0]);
        long nanos = seconds.movePointRight(9).longValueExact();
        int minutes = parts.length == 1 ? 0 : Integer.parseInt(parts[1]) - 1440;
        return DateTimeFormatter.ofPattern(offset + "yyyy-MM-dd HH:mm:ss." + fraction)
                .format(
                        Instant.ofEpochSecond(
                                        Math.floorDiv(nanos, 1_000_000_000L),
                                        Math.floorMod(nanos, 1_000_000_000L))
                                .atOffset(ZoneOffset.ofTotalSeconds(minutes * 60)));
    }
}
