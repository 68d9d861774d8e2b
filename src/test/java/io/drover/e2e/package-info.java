/** The packaged jar through {@code scripts/drover}: scenarios, exit codes, crash and resume. */
package io.drover.e2e;
