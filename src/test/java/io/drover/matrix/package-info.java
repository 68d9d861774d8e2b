/** Every source type against every target: the page that says so, and the proof that it is so. */
package io.drover.matrix;
