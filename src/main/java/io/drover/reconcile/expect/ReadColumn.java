package io.drover.reconcile.expect;

import java.io.Serializable;

/**
 * A value of a source row that a rule looks at.
 *
 * @param name what expressions call it
 * @param sql the server's text of it
 * @param sparkType as Spark DDL
 */
record ReadColumn(String name, String sql, String sparkType) implements Serializable {}
