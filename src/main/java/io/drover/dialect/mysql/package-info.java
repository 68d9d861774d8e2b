/**
 * Floor 2: what MySQL and MariaDB do their own way, as text and tables: names and literals, the
 * types in both directions with the reason of each, the SQL of their catalogs and chunks.
 */
package io.drover.dialect.mysql;
