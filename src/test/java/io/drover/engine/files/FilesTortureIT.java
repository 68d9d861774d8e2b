package io.drover.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they come: quoted, dirty, encoded, compressed, many, changing. */
class FilesTortureIT {
    @TempDir private Path folder;

    private void write(String name, String text) {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static byte[] joined(Object... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object part : parts) {
            bytes.writeBytes(
                    part instanceof byte[] raw
                            ? raw
                            : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void quotesHoldDelimitersLineBreaksAndDoubledQuotes() {
        write(
                "orders.csv",
                "id,note\r\n1,\"a, b\"\r\n2,\"two\nlines\r\nthree\"\r\n3,\"say \"\"hi\"\"\"\n4,\"\"\n5,\n6,last");

        try (FilesTrial trial = new FilesTrial(folder)) {
            FilesTrial.Read read = trial.read("orders");

            assertThat(read.rows())
                    .containsExactly(
                            "1\ta, b",
                            "2\ttwo\\nlines\\r\\nthree",
                            "3\tsay \"hi\"",
                            "4\t",
                            "5\t\\N",
                            "6\tlast");
            assertThat(read.unreadable()).isEmpty();
            assertThat(trial.table("orders").statistics().estimatedRows()).isEqualTo(6);
        }
    }

    @Test
    void damagedRowsAreSetAsideWithTheirLines() {
        write(
                "dirty.csv",
                joined(
                        "id,name,amount\n", // line 1
                        "1,fine,1.50\n", // 2
                        "2,short\n", // 3
                        "3,too,2.50,many\n", // 4
                        "4,\"two\nlines\",3.50\n", // 5, 6
                        "5,5\" pipe,4.50\n", // 7
                        "6,\"closed\"junk,5.50\n", // 8
                        "7,bad ",
                        new byte[] {(byte) 0xc3, (byte) 0x28},
                        ",6.50\n", // 9
                        "8,zero ",
                        new byte[] {0},
                        ",7.50\n", // 10
                        "\n", // 11: no row
                        "9,car\rriage,8.50\n", // 12
                        "10,overlong ",
                        new byte[] {(byte) 0xc0, (byte) 0xaf},
                        ",9.50\n", // 13
                        "11,fine again,10.25\n")); // 14

        try (FilesTrial trial = new FilesTrial(folder)) {
            FilesTrial.Read read = trial.read("dirty");

            assertThat(read.rows())
                    .containsExactly(
                            "1\tfine\t1.50", "4\ttwo\\nlines\t3.50", "11\tfine again\t10.25");
            assertThat(read.places())
                    .containsExactly(
                            "dirty.csv line 3",
                            "dirty.csv line 4",
                            "dirty.csv line 7",
                            "dirty.csv line 8",
                            "dirty.csv line 9",
                            "dirty.csv line 10",
                            "dirty.csv line 12",
                            "dirty.csv line 13");
            assertThat(read.sent()).isEqualTo(11);
            assertThat(trial.table("dirty").statistics().estimatedRows()).isEqualTo(11);
            assertThat(read.unreadable())
                    .extracting(UnreadableRow::state)
                    .containsExactly(
                            "22P04", "22P04", "22P04", "22P04", "22021", "22021", "22P04", "22021");
            assertThat(read.unreadable().get(0).text())
                    .isEqualTo("{\"id\":\"2\",\"name\":\"short\"}");
            assertThat(read.unreadable().get(4).reason()).contains("byte 0xc3 at byte ");
            assertThat(trial.types("dirty"))
                    .containsExactly("id integer", "name text", "amount numeric(4,2)");
        }
    }

    @Test
    void theFirstDamagedRowEndsTheRunWhereThePolicySaysSo() {
        write("dirty.csv", "id,name\n1,a\n2\n");

        try (FilesTrial trial = new FilesTrial(folder, "damage = refuse")) {
            assertThatThrownBy(() -> trial.read("dirty"))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE))
                    .hasMessageContaining("dirty.csv line 3, at byte 12");
        }
    }

    @Test
    void aQuoteThatIsNeverClosedIsRefusedAsRowsBehindItCannotBeCounted() {
        write("open.csv", "id,name\n1,a\n2,\"b\n3,c\n");

        try (FilesTrial trial = new FilesTrial(folder)) {
            assertThatThrownBy(() -> trial.table("open"))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("open.csv")
                    .hasMessageContaining("line 3, at byte 12");
        }
    }

    @Test
    void encodingsAreToldByTheirMarkOrTheSpec() {
        String text = "id,name\n1,Zoë 🐄\n";
        Charset latin = Charset.forName("windows-1252");
        write("eight.csv", joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, text));
        write(
                "little.csv",
                joined(
                        new byte[] {(byte) 0xff, (byte) 0xfe},
                        text.getBytes(StandardCharsets.UTF_16LE)));
        write("big.csv", text.getBytes(StandardCharsets.UTF_16));
        write("latin/a.csv", "id,name\n1,Zoë €\n".getBytes(latin));

        try (FilesTrial trial = new FilesTrial(folder)) {
            for (String table : List.of("eight", "little", "big")) {
                assertThat(trial.types(table)).containsExactly("id integer", "name text");
                assertThat(trial.read(table).rows()).containsExactly("1\tZoë 🐄");
            }
            assertThat(trial.read("latin").places()).containsExactly("latin/a.csv line 2");
        }
        try (FilesTrial trial = new FilesTrial(folder.resolve("latin"), "encoding = cp1252")) {
            assertThat(trial.read("a").rows()).containsExactly("1\tZoë €");
        }
    }

    @Test
    void compressedFilesAndFoldersOfManyAreOneTable() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write("id,name\n2,b\n".getBytes(StandardCharsets.UTF_8));
        }
        BZip2Codec codec = new BZip2Codec();
        codec.setConf(new Configuration());
        ByteArrayOutputStream bzip = new ByteArrayOutputStream();
        try (OutputStream out = codec.createOutputStream(bzip)) {
            out.write("name,id\nc,3\n".getBytes(StandardCharsets.UTF_8));
        }
        write("many/1.csv", "id,name\n1,a\n");
        write("many/2.csv.gz", gzip.toByteArray());
        write("many/3.csv.bz2", bzip.toByteArray());
        write(
                "many/4.csv.zst",
                com.github.luben.zstd.Zstd.compress(
                        "id,name\n4,d\n".getBytes(StandardCharsets.UTF_8)));
        write("many/5.csv", "id,name\n");
        write("many/_SUCCESS", "");
        write("alone.csv.gz", gzip.toByteArray());
        write("cut.csv.gz", java.util.Arrays.copyOf(gzip.toByteArray(), gzip.size() - 12));

        try (FilesTrial trial = new FilesTrial(folder)) {
            assertThat(trial.read("many").rows()).containsExactly("1\ta", "2\tb", "3\tc", "4\td");
            assertThat(trial.read("alone").rows()).containsExactly("2\tb");
            assertThatThrownBy(() -> trial.read("cut"))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE))
                    .hasMessageContaining("cut.csv.gz: it cannot be decompressed");
        }
    }

    @Test
    void aFileWithOtherColumnsInTheMiddleIsRefusedByName() {
        write("many/1.csv", "id,name\n1,a\n");
        write("many/2.csv", "id,nome\n2,b\n");

        try (FilesTrial trial = new FilesTrial(folder)) {
            assertThatThrownBy(() -> trial.table("many"))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("many/2.csv has other columns than many/1.csv")
                    .hasMessageContaining("[name]")
                    .hasMessageContaining("[nome]");
        }
    }

    @Test
    void headersThatRepeatOrLackNamesGetThem() {
        write("twice.csv", "id,id,,id_2\n1,2,3,4\n");

        try (FilesTrial trial = new FilesTrial(folder)) {
            assertThat(trial.types("twice"))
                    .containsExactly(
                            "id integer", "id_2 integer", "column_3 integer", "id_2_2 integer");
        }
        try (FilesTrial trial = new FilesTrial(folder, "header = false")) {
            assertThat(trial.types("twice"))
                    .containsExactly(
                            "column_1 text", "column_2 text", "column_3 integer", "column_4 text");
            assertThat(trial.read("twice").rows())
                    .containsExactly("id\tid\t\\N\tid_2", "1\t2\t3\t4");
        }
    }

    @Test
    void typesAreThoseThatEveryValueIsPrintedByAsItStands() {
        write(
                "typed.csv",
                """
                i,big,huge,dec,mixed,zip,plus,exp,flag,day,at,utc,uid,doc,empty,note
                1,3000000000,12345678901234567890,1.50,1.5,00123,+1,1e5,true,2024-02-29,2024-01-01 10:00:00.5,2024-01-01T10:00:00Z,6f9619ff-8b86-d011-b42d-00c04fc964ff,"{""a"": 1}",,2023-02-30
                -2,4,5,22.25,2.25,1,2,2,false,0001-01-01,1969-12-31 23:59:59.9,1999-12-31T23:59:59Z,00000000-0000-0000-0000-000000000000,[],,2023-02-28
                """);

        try (FilesTrial trial = new FilesTrial(folder)) {
            assertThat(trial.types("typed"))
                    .containsExactly(
                            "i integer",
                            "big bigint",
                            "huge numeric(20,0)",
                            "dec numeric(4,2)",
                            "mixed numeric",
                            "zip text",
                            "plus text",
                            "exp text",
                            "flag boolean",
                            "day date",
                            "at timestamp without time zone",
                            "utc timestamp with time zone",
                            "uid uuid",
                            "doc json",
                            "empty text",
                            "note text");
            assertThat(trial.read("typed").sent()).isEqualTo(2);
        }
        try (FilesTrial trial = new FilesTrial(folder, "infer = false")) {
            assertThat(trial.types("typed")).allMatch(type -> type.endsWith(" text"));
        }
    }

    @Test
    void aTypeOfTheSpecOutranksAndWhatIsNoneIsSetAside() {
        write("typed.csv", "id,amount\n1,1.5\n2,x\n3,123456789.5\n4,1.555\n");

        try (FilesTrial trial =
                new FilesTrial(folder, "types { typed.amount = \"numeric(6,2)\", id = bigint }")) {
            FilesTrial.Read read = trial.read("typed");

            assertThat(trial.types("typed")).containsExactly("id bigint", "amount numeric(6,2)");
            assertThat(read.rows()).containsExactly("1\t1.5");
            assertThat(read.unreadable())
                    .extracting(UnreadableRow::place, UnreadableRow::state, UnreadableRow::reason)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(
                                    "typed.csv line 3",
                                    "22P02",
                                    "column amount: invalid input syntax for type numeric(6,2)"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "typed.csv line 4",
                                    "22003",
                                    "column amount: value out of range for type numeric(6,2)"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "typed.csv line 5",
                                    "22003",
                                    "column amount: value would be rounded by type numeric(6,2)"));
        }
        try (FilesTrial trial = new FilesTrial(folder, "types { ammount = text }")) {
            assertThatThrownBy(() -> trial.table("typed"))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("ammount");
        }
    }

    @Test
    void bigFilesAreCutWhereRecordsBeginWhateverStandsBetweenQuotes() {
        StringBuilder text = new StringBuilder("id,note\n");
        List<String> expected = new ArrayList<>();
        int id = 0;
        while (text.length() < 20 << 20) {
            // What is between quotes looks like rows of the file, by the megabyte.
            String note = id % 3 == 0 ? ("\n" + id + ",x\n9,y").repeat(1 + id % 20000) : "z" + id;
            text.append(id).append(",\"").append(note).append("\"\n");
            expected.add(id + "\t" + note.replace("\n", "\\n"));
            id++;
        }
        write("big.csv", text.toString());

        try (FilesTrial trial = new FilesTrial(folder)) {
            FilesTrial.Read read = trial.read("big");

            assertThat(read.unreadable()).isEmpty();
            assertThat(read.sent()).isEqualTo(id);
            assertThat(trial.table("big").statistics().estimatedRows()).isEqualTo(id);
            assertThat(read.rows().equals(expected)).isTrue();
        }
    }

    @Test
    void theLineOfADamagedRowIsRightInEveryChunk() {
        StringBuilder text = new StringBuilder("id,note\n");
        List<String> places = new ArrayList<>();
        int line = 2;
        for (int row = 0; text.length() < 30 << 20; row++) {
            if (row % 10_007 == 0) {
                text.append(row).append("\n");
                places.add("big.csv line " + line);
                line++;
            } else {
                text.append(row).append(",\"two\nlines of some length, for the sake of it\"\n");
                line += 2;
            }
        }
        write("big.csv", text.toString());

        try (FilesTrial trial = new FilesTrial(folder)) {
            FilesTrial.Read read = trial.read("big");

            assertThat(read.chunks()).isGreaterThan(2);
            assertThat(read.places()).isEqualTo(places);
        }
    }

    @Test
    void aFileThatChangesUnderTheRunIsRefused() throws IOException {
        write("orders.csv", "id,name\n1,a\n");

        try (FilesTrial trial = new FilesTrial(folder);
                FilesTrial same = new FilesTrial(folder)) {
            assertThat(trial.moment().snapshot()).isEqualTo(same.moment().snapshot());
            var plan = trial.plan("orders", WireForm.BINARY, 1 << 20);
            write("orders.csv", "id,name\n1,a\n2,b\n");

            assertThatThrownBy(() -> trial.read(plan))
                    .isInstanceOf(SnapshotLostException.class)
                    .hasMessageContaining("orders.csv: it changed while the run went on");
            Files.delete(folder.resolve("orders.csv"));
            assertThatThrownBy(() -> trial.read(plan))
                    .isInstanceOf(SnapshotLostException.class)
                    .hasMessageContaining("it is gone");
        }
    }

    @Test
    void backslashesEscapeWhereTheSpecSaysSo() {
        write("esc.csv", "id;name\n1;'it\\'s; \\\\ \\n'\n2;NULL\n3;'NULL'\n4;\\N\n");

        try (FilesTrial trial =
                new FilesTrial(
                        folder,
                        "delimiter = \";\"",
                        "quote = \"'\"",
                        "escape = \"\\\\\"",
                        "nulls = [NULL, \"\\\\N\"]")) {
            assertThat(trial.read("esc").rows())
                    .containsExactly("1\tit's; \\\\ \\\\n", "2\t\\N", "3\tNULL", "4\t\\N");
        }
    }

    @Test
    void jsonLinesAreOneObjectEach() {
        write(
                "events.jsonl",
                joined(
                        "{\"id\": 1, \"name\": \"a\", \"tags\": [1, 2.50], \"at\": \"2024-01-01T00:00:00Z\"}\n",
                        "{\"id\": 2, \"name\": null, \"more\": {\"k\": \"ë\"}}\n",
                        "{\"id\": 3, \"id\": 4}\n",
                        "[1]\n",
                        "{\"id\": 5\n",
                        "\n",
                        "{\"id\": 6, \"name\": \"half \\ud83d\"}\n",
                        "{\"id\": 7, \"name\": \"",
                        new byte[] {(byte) 0xff},
                        "\"}\n",
                        "{\"id\": 8, \"name\": \"z\\u0000\"}\n",
                        "{\"id\": 9, \"name\": \"last\"} x\n",
                        "{\"id\": 10.0, \"mixed\": 1}\n",
                        "{\"id\": 11, \"mixed\": \"1\"}"));

        try (FilesTrial trial = new FilesTrial(folder, "format = jsonl")) {
            FilesTrial.Read read = trial.read("events");

            assertThat(trial.types("events"))
                    .containsExactly(
                            "id numeric",
                            "name text",
                            "tags jsonb",
                            "at timestamp with time zone",
                            "more jsonb",
                            "mixed jsonb");
            assertThat(read.rows())
                    .containsExactly(
                            "1\ta\t[1,2.50]\t2024-01-01T00:00:00Z\t\\N\t\\N",
                            "2\t\\N\t\\N\t\\N\t{\"k\":\"ë\"}\t\\N",
                            "10.0\t\\N\t\\N\t\\N\t\\N\t1",
                            "11\t\\N\t\\N\t\\N\t\\N\t\"1\"");
            assertThat(read.places())
                    .containsExactly(
                            "events.jsonl line 3",
                            "events.jsonl line 4",
                            "events.jsonl line 5",
                            "events.jsonl line 7",
                            "events.jsonl line 8",
                            "events.jsonl line 9",
                            "events.jsonl line 10");
            assertThat(read.sent()).isEqualTo(11);
        }
    }
}
