package io.drover.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * What {@code aid.beneficiary} must hold, computed by one query of the source ({@code
 * beneficiaries-oracle.sql}), and where a target differs from it. Uses nothing of Drover's.
 *
 * <p>Repeats: reads both sides, changes neither.
 */
public final class BeneficiariesOracle {
    /** What the ids are named in; itself named in RFC 9562's namespace of URLs. */
    public static final String NAMESPACE = "https://charity.example/beneficiary";

    private static final UUID URLS = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
    private static final UUID BENEFICIARIES = nameUuid(URLS, NAMESPACE);
    private static final String COLUMNS =
            "beneficiary_id, full_name, birth_date, registered_on, region, programme,"
                    + " household_size, monthly_income, phone, notes, consent, requires_review,"
                    + " updated_at";
    private static final String DIFFERENCES =
            """
            WITH missing AS (SELECT * FROM expected EXCEPT ALL SELECT %1$s FROM aid.beneficiary),
            extra AS (SELECT %1$s FROM aid.beneficiary EXCEPT ALL SELECT * FROM expected)
            SELECT 'missing ' || missing::text FROM missing
            UNION ALL SELECT 'extra ' || extra::text FROM extra
            ORDER BY 1
            LIMIT 1000
            """
                    .formatted(COLUMNS);

    private BeneficiariesOracle() {}

    /** The namespace of the ids. */
    static UUID beneficiaries() {
        return BENEFICIARIES;
    }

    /** The key of a beneficiary: a UUID of version 5 of the source id. */
    public static UUID beneficiaryId(String sourceId) {
        return nameUuid(BENEFICIARIES, sourceId);
    }

    /**
     * Rows that the target lacks and rows that it has too many, each as text; none: it is right.
     */
    public static List<String> differences(String sourceUrl, String targetUrl) {
        try (Connection source = DriverManager.getConnection(sourceUrl);
                Connection target = DriverManager.getConnection(targetUrl);
                Statement statement = target.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'; SET work_mem = '128MB'");
            statement.execute(
                    "CREATE TEMP TABLE expected AS SELECT "
                            + COLUMNS
                            + " FROM aid.beneficiary WITH NO DATA");
            copyExpected(source, target);
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(DIFFERENCES)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException | IOException failure) {
            throw new IllegalStateException("Cannot compare with " + sourceUrl, failure);
        }
    }

    private static void copyExpected(Connection source, Connection target)
            throws SQLException, IOException {
        try (Statement settings = source.createStatement()) {
            settings.execute("SET TIME ZONE 'UTC'");
        }
        String query = DemoScript.text("beneficiaries-oracle.sql");
        CopyOut out =
                source.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (" + query + ") TO STDOUT");
        CopyIn in =
                target.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY expected FROM STDIN");
        for (byte[] line = out.readFromCopy(); line != null; line = out.readFromCopy()) {
            int tab = 0;
            while (line[tab] != '\t') {
                tab++;
            }
            String id = new String(line, 0, tab, StandardCharsets.US_ASCII);
            byte[] key = beneficiaryId(id).toString().getBytes(StandardCharsets.US_ASCII);
            in.writeToCopy(key, 0, key.length);
            in.writeToCopy(line, tab, line.length - tab);
        }
        in.endCopy();
    }

    private static UUID nameUuid(UUID namespace, String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            ByteBuffer bytes = ByteBuffer.allocate(16);
            bytes.putLong(namespace.getMostSignificantBits());
            bytes.putLong(namespace.getLeastSignificantBits());
            sha1.update(bytes.array());
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & ~0xF000L) | 0x5000L;
            long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
