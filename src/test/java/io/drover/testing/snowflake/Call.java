package io.drover.testing.snowflake;

import java.util.List;

/** One statement of one session, while it runs. */
record Call(
        Session session,
        SqlText text,
        List<Binding> bindings,
        boolean describeOnly,
        String queryId) {}
