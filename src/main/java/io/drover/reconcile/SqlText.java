package io.drover.reconcile;

import io.drover.model.TableName;

/** Names and literals as PostgreSQL reads them. */
final class SqlText {
    private SqlText() {}

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String table(TableName name) {
        return identifier(name.schema()) + '.' + identifier(name.name());
    }
}
