package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/** CREATE STAGE, PUT, GET, LIST and REMOVE. The driver itself moves the bytes. */
final class StageStatements {
    static final String BUCKET = "s3bucket";

    private final Stages stages;
    private final StageKind kind;
    private final String server;

    StageStatements(Stages stages, StageKind kind, String server) {
        this.stages = stages;
        this.kind = kind;
        this.server = server;
    }

    void addTo(Rules rules) {
        rules.add(
                "(CREATE|DROP)(\\s+OR\\s+REPLACE)?(\\s+TEMPORARY|\\s+TEMP)?\\s+STAGE\\b.*",
                (call, match) -> Reply.status(Reply.DDL, "Stage area successfully created."));
        rules.add("PUT\\s+(\\S+)\\s+" + StagePath.PATTERN + "(.*)", this::put);
        rules.add("GET\\s+" + StagePath.PATTERN + "\\s+(\\S+)(.*)", this::get);
        rules.add("(?:LIST|LS)\\s+" + StagePath.PATTERN + ".*", this::list);
        rules.add("(?:REMOVE|RM)\\s+" + StagePath.PATTERN + ".*", this::remove);
    }

    private Reply put(Call call, Matcher match) {
        String local = local(call, match.group(1));
        StagePath place = StagePath.of(call.text(), match.group(2));
        String options = match.group(3).toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        ObjectNode body = body("UPLOAD", place, local.substring(local.lastIndexOf('/') + 1));
        body.putArray("src_locations").add(local);
        body.put("autoCompress", !options.contains("auto_compress=false"));
        body.put("overwrite", options.contains("overwrite=true"));
        body.put(
                "sourceCompression",
                options.contains("source_compression=gzip")
                        ? "gzip"
                        : options.contains("source_compression=none") ? "none" : "auto_detect");
        body.set("encryptionMaterial", material());
        return new Reply(List.of(), List.of(), Reply.DDL, body);
    }

    private Reply get(Call call, Matcher match) {
        StagePath place = StagePath.of(call.text(), match.group(1));
        ObjectNode body = body("DOWNLOAD", place, "");
        ArrayNode sources = body.putArray("src_locations");
        ArrayNode materials = body.putArray("encryptionMaterial");
        for (String key : stages.below(place.key(""))) {
            sources.add(key.substring(place.stage().length() + 1));
            materials.add(material());
        }
        body.put("localLocation", local(call, match.group(2)));
        return new Reply(List.of(), List.of(), Reply.DDL, body);
    }

    private static String local(Call call, String token) {
        String url = token.startsWith("'") ? call.text().value(token) : call.text().unmask(token);
        return url.substring("file://".length());
    }

    private ObjectNode body(String command, StagePath place, String file) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("command", command).put("operation", "Node").put("parallel", 4);
        body.put("threshold", 209_715_200L).put("clientShowEncryptionParameter", false);
        ObjectNode info = body.putObject("stageInfo");
        info.put("locationType", kind.name()).put("isClientSideEncrypted", true);
        ObjectNode credentials = info.putObject("creds");
        String folder = place.path().isEmpty() ? "" : place.path() + "/";
        if (kind == StageKind.S3) {
            info.put(
                    "location",
                    BUCKET + "/" + place.stage() + "/" + (command.equals("UPLOAD") ? folder : ""));
            info.put("region", "us-east-1").put("endPoint", server);
            for (String name : List.of("AWS_ID", "AWS_KEY", "AWS_TOKEN", "AWS_KEY_ID")) {
                credentials.put(name, "standin");
            }
            credentials.put("AWS_SECRET_KEY", "standin");
        } else {
            info.put("location", place.stage() + "/" + folder).put("region", "US");
            info.put("presignedUrl", server + "/gcs/" + place.key(file));
        }
        return body;
    }

    private ObjectNode material() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("queryStageMasterKey", stages.masterKey())
                .put("queryId", "01900000-0000-0000-0000-000000000001")
                .put("smkId", 1);
    }

    private Reply list(Call call, Matcher match) {
        List<String[]> rows = new ArrayList<>();
        for (String key : stages.below(StagePath.of(call.text(), match.group(1)).key(""))) {
            String size = String.valueOf(stages.get(key).content().length);
            rows.add(new String[] {key.toLowerCase(Locale.ROOT), size, "", ""});
        }
        return Reply.of(Reply.SELECT, Reply.texts("name", "size", "md5", "last_modified"), rows);
    }

    private Reply remove(Call call, Matcher match) {
        List<String[]> rows = new ArrayList<>();
        for (String key : stages.below(StagePath.of(call.text(), match.group(1)).key(""))) {
            stages.remove(key);
            rows.add(new String[] {key, "removed"});
        }
        return Reply.of(Reply.SELECT, Reply.texts("name", "result"), rows);
    }
}
