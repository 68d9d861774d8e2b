/**
 * Floor 1: what the operator wrote, as immutable records. The only room that imports Typesafe
 * Config; all problems of a spec are found here, and reported at once.
 */
package io.drover.spec;
