/**
 * What rules need before they are run: their lookups, their secrets, and the check that they
 * compile.
 */
package io.drover.job.rules;
