package io.drover.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.SetDigest;
import io.drover.model.WireForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WireDigestTest {
    @Test
    void isTheFirstHalfOfSha256() {
        RowDigest digest = new WireDigest(WireForm.BINARY);
        byte[] bytes = "xabcx".getBytes(StandardCharsets.US_ASCII);
        digest.digest(bytes, 1, 3);
        // FIPS 180-2, appendix B.1: SHA-256("abc") = ba7816bf 8f01cfea 414140de 5dae2223 …
        assertThat(new SetDigest(1, digest.high(), digest.low()).hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223");
    }

    @Test
    void theNameSaysWhichFormWasHashed() {
        assertThat(new WireDigest(WireForm.BINARY).equality())
                .isEqualTo("wire-binary/sha256-128 v1");
        assertThat(new WireDigest(WireForm.TEXT).equality()).isEqualTo("wire-text/sha256-128 v1");
    }

    @Test
    void aRowGivenTwiceIsNotCancelledOut() {
        List<byte[]> row = List.of(new byte[] {1, 2, 3});
        List<byte[]> twice = List.of(row.get(0), row.get(0));
        assertThat(digest(twice)).isNotEqualTo(digest(row)).isNotEqualTo(SetDigest.EMPTY);
        assertThat(digest(twice)).isEqualTo(digest(row).plus(digest(row)));
    }

    @Property(tries = 200)
    void anyOrderAndAnyCutGiveTheSameDigest(
            @ForAll @Size(max = 40) List<byte[]> rows,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int parts) {
        List<byte[]> shuffled = new ArrayList<>(rows);
        Random random = new Random(seed);
        Collections.shuffle(shuffled, random);
        List<List<byte[]>> chunks = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            chunks.add(new ArrayList<>());
        }
        shuffled.forEach(row -> chunks.get(random.nextInt(parts)).add(row));

        SetDigestBuilder sum = new SetDigestBuilder();
        chunks.forEach(chunk -> sum.add(digest(chunk)));

        assertThat(sum.toDigest()).isEqualTo(digest(rows));
    }

    private static SetDigest digest(List<byte[]> rows) {
        RowDigest digest = new WireDigest(WireForm.BINARY);
        SetDigestBuilder sum = new SetDigestBuilder();
        for (byte[] row : rows) {
            digest.digest(row, 0, row.length);
            sum.add(digest);
        }
        return sum.toDigest();
    }
}
