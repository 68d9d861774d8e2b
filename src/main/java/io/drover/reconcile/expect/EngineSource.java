package io.drover.reconcile.expect;

import io.drover.engine.Engine;
import io.drover.model.ChunkPlan;
import io.drover.model.catalog.TableInfo;
import java.util.List;
import java.util.function.Function;

/**
 * A source that is no PostgreSQL: its auditor makes the forms that the values of rows come out of.
 *
 * @param cut the chunks of a table, disjoint and covering it
 */
public record EngineSource(Engine engine, Function<TableInfo, List<ChunkPlan>> cut) {}
