package io.drover.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.drover.model.Nullable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of an endpoint of type {@code files}, its object {@code files}.
 *
 * @param encoding of text, or null: UTF-8, or what a byte order mark says
 * @param infer whether columns get the types that all their values agree with; else all are text
 * @param types column or table.column = type, before what is inferred
 * @param tables table = pattern of the files that it is made of, below the folder
 * @param damage what becomes of rows that cannot be read
 */
public record FilesSpec(
        Format format,
        CsvSpec csv,
        @Nullable String encoding,
        boolean infer,
        Map<String, String> types,
        Map<String, String> tables,
        Damage damage)
        implements EngineSpec {
    /** What a file's bytes are. */
    public enum Format {
        CSV,
        TSV,
        JSONL,
        PARQUET,
        AVRO,
        ORC
    }

    /** What becomes of rows that cannot be read. */
    public enum Damage {
        /** They are set aside and counted. */
        QUARANTINE,
        /** The first one ends the run. */
        REFUSE
    }

    static FilesSpec read(SpecNode node) {
        Format format = node.oneOf("format", Format.class);
        int delimiter = character(node, "delimiter");
        int quote = character(node, "quote");
        int escape = character(node, "escape");
        CsvSpec csv =
                new CsvSpec(
                        node.truth("header"),
                        delimiter != CsvSpec.NONE ? delimiter : format == Format.TSV ? '\t' : ',',
                        quote,
                        escape == CsvSpec.NONE ? quote : escape,
                        nulls(node),
                        node.oneOf("short-rows", CsvSpec.ShortRows.class));
        if (csv.delimiter() == csv.quote()) {
            node.problem("quote", "must be another character than delimiter");
        }
        FilesSpec spec =
                new FilesSpec(
                        format,
                        csv,
                        encoding(node),
                        node.truth("infer"),
                        types(node),
                        node.properties("tables"),
                        node.oneOf("damage", Damage.class));
        node.refuseUnknownKeys();
        return spec;
    }

    /** One character, which may be a blank or a tab; none where there is no value. */
    private static int character(SpecNode node, String key) {
        ConfigValue value = node.find(key);
        if (value == null) {
            return CsvSpec.NONE;
        }
        String text = SpecNode.isStructure(value) ? "" : String.valueOf(value.unwrapped());
        if (text.equals("none")) {
            return CsvSpec.NONE;
        }
        if (text.length() != 1 || text.charAt(0) > 126 || "\r\n\0".contains(text)) {
            node.problem(key, "must be one ASCII character, as in \";\" or \"\\t\", or none");
            return CsvSpec.NONE;
        }
        return text.charAt(0);
    }

    /** The empty text may be among them. */
    private static List<String> nulls(SpecNode node) {
        List<String> nulls = new ArrayList<>();
        for (ConfigValue value : node.list("nulls")) {
            if (SpecNode.isStructure(value)) {
                node.problem("nulls", "must hold texts");
            } else {
                nulls.add(String.valueOf(value.unwrapped()));
            }
        }
        return nulls;
    }

    /** A table's columns may stand in an object of its own. */
    private static Map<String, String> types(SpecNode node) {
        Map<String, String> types = new TreeMap<>();
        ConfigValue value = node.find("types");
        if (value instanceof ConfigObject object) {
            flatten(node, "", object, types);
        } else if (value != null) {
            node.problem("types", "must be an object { column = type, … }");
        }
        return types;
    }

    private static void flatten(
            SpecNode node, String before, ConfigObject object, Map<String, String> types) {
        object.forEach(
                (name, entry) -> {
                    if (entry instanceof ConfigObject child) {
                        flatten(node, before + name + ".", child, types);
                    } else if (SpecNode.isStructure(entry)) {
                        node.problem(
                                entry, node.at("types") + "." + before + name, "must be a text");
                    } else if (entry.unwrapped() != null) {
                        types.put(before + name, String.valueOf(entry.unwrapped()));
                    }
                });
    }

    private static @Nullable String encoding(SpecNode node) {
        String name = node.optionalText("encoding");
        if (name == null) {
            return null;
        }
        try {
            return Charset.forName(name).name();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            node.problem(
                    "encoding",
                    "must be an encoding that Java knows, such as windows-1252; got \""
                            + name
                            + "\"");
            return null;
        }
    }
}
