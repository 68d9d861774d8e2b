package io.drover.dialect.mysql;

import io.drover.canonical.CanonicalType;
import java.io.Serializable;

/**
 * A column whose frames a server makes.
 *
 * @param as the type whose frames are made
 * @param blankPadded a text whose trailing blanks are no part of its value
 * @param nullDates whether a date that no calendar has counts as NULL
 */
public record DigestedColumn(
        String name, MysqlType type, CanonicalType as, boolean blankPadded, boolean nullDates)
        implements Serializable {}
