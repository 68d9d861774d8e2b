/**
 * Floor 5: what rules do with rows, as Dataset in, Dataset out, with declared shapes. No endpoints,
 * no actions; a row never disappears here, it gets a fate.
 */
package io.drover.transform;
