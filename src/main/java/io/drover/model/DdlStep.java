package io.drover.model;

import java.io.Serializable;

/**
 * One statement of DDL, run in a transaction together with its own ledger row, so that a run that
 * died goes on behind the last step that took effect.
 *
 * @param number from 0 within the plan, in an order in which they can be run one after the other
 * @param phase when it is run
 * @param table the number of the {@link TablePlan} it waits for ({@link DdlPhase#TABLE} only), or
 *     -1
 * @param object what it makes, for people: {@code "index shop.orders_pkey"}
 * @param sql exactly one statement, names qualified, no trailing semicolon
 */
public record DdlStep(int number, DdlPhase phase, int table, String object, String sql)
        implements Serializable {}
