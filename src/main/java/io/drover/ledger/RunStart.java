package io.drover.ledger;

import io.drover.model.Nullable;

/**
 * What is known of an invocation when it begins.
 *
 * @param settings a JSON object
 * @param application Spark's application id, null for a command without Spark
 */
public record RunStart(
        String migration,
        @Nullable Long loadId,
        String command,
        String codeVersion,
        @Nullable String sparkVersion,
        String operator,
        String host,
        @Nullable String application,
        String settings) {}
