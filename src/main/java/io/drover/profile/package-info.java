/**
 * Floor 5: what is in the source. Statistics over the rows of COPY's text form, in tallies that
 * merge without regard to order, and the conclusions that are drawn from them. No Spark, no
 * connection.
 */
package io.drover.profile;
