/** Drover: moves tables between data systems as Spark jobs, and proves that every row arrived. */
package io.drover;
