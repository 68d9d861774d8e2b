package io.drover.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.drover.report.JsonReport;
import java.util.List;

/** The published schema of a report; every document that a test makes is held against it. */
public final class ReportSchema {
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(JsonReport.schema());

    private ReportSchema() {}

    /** What is wrong with a document, nothing where it is valid. */
    public static List<String> violations(String document) {
        return SCHEMA
                .validate(
                        document,
                        InputFormat.JSON,
                        context -> context.getExecutionConfig().setFormatAssertionsEnabled(true))
                .stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** Fails with what is wrong with the document. */
    public static void assertValid(String document) {
        assertThat(violations(document)).isEmpty();
    }
}
