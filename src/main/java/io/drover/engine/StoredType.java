package io.drover.engine;

import io.drover.model.TypeVerdict;

/**
 * How a store keeps a logical type.
 *
 * @param name the store's own, as its DDL writes it
 * @param sparkType in which rows are handed to it, as Spark DDL
 * @param logicalType what the store's catalog will tell of it
 * @param reason for a verdict that is not lossless; else empty
 */
public record StoredType(
        String name, String sparkType, String logicalType, TypeVerdict verdict, String reason) {}
