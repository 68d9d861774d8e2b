/**
 * Floor 2: how values look on the wire of PostgreSQL's COPY, binary or text. It is the form in
 * which rows travel between the rooms, whatever they come from: each engine reads into it, so that
 * N sources and M targets cost N + M.
 */
package io.drover.dialect.wire;
