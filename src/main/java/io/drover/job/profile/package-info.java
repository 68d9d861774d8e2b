/** The command {@code profile}: one pass over the rows, and inquiries of both catalogs. */
package io.drover.job.profile;
