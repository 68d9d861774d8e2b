package io.drover.model.catalog;

/**
 * What the connected role may do with a table.
 *
 * @param owner the owning role
 * @param owned whether the connected role is the owner, or a member of it
 * @param rowSecurityApplies whether policies would hide rows from the connected role
 */
public record TableAccess(
        String owner,
        boolean owned,
        boolean selectable,
        boolean insertable,
        boolean updatable,
        boolean truncatable,
        boolean rowSecurityApplies) {}
