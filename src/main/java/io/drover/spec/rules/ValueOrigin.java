package io.drover.spec.rules;

import io.drover.spec.rules.ValueStep.Otherwise;
import java.util.List;

/** Where the value of a ruled column comes from. */
public sealed interface ValueOrigin {
    /** The source columns that it names; of an expression every word that could be one. */
    List<String> columns();

    /** {@code from = column}: the source column, which then is not carried by itself. */
    record FromColumn(String column) implements ValueOrigin {
        @Override
        public List<String> columns() {
            return List.of(column);
        }
    }

    /** {@code constant = text}: the same for every row, in the text form of the target's type. */
    record Constant(String text) implements ValueOrigin {
        @Override
        public List<String> columns() {
            return List.of();
        }
    }

    /** {@code expression = "Spark SQL over source columns"}. */
    record Expression(String sql) implements ValueOrigin {
        @Override
        public List<String> columns() {
            return SparkSqlTokens.of(sql).stream()
                    .filter(SparkSqlTokens.Token::isName)
                    .map(SparkSqlTokens.Token::text)
                    .distinct()
                    .toList();
        }
    }

    /** {@code concat { of = [a, b], separator = " " }}: NULLs are left out; all NULL give NULL. */
    record Concat(List<String> of, String separator) implements ValueOrigin {
        public Concat {
            of = List.copyOf(of);
        }

        @Override
        public List<String> columns() {
            return of;
        }
    }

    /** {@code split { from = a, separator = ",", part = 2 }}: parts from 1; absent gives NULL. */
    record Split(String from, String separator, int part) implements ValueOrigin {
        @Override
        public List<String> columns() {
            return List.of(from);
        }
    }

    /**
     * {@code uuid { of = [id], namespace = "…" }}: a version 5 UUID (RFC 9562) of the text of the
     * columns, framed so that no two tuples share a name. A namespace that is no UUID is itself
     * named in the URL namespace.
     */
    record NameUuid(List<String> of, String namespace) implements ValueOrigin {
        public NameUuid {
            of = List.copyOf(of);
        }

        @Override
        public List<String> columns() {
            return of;
        }
    }

    /**
     * {@code dense { map = name, of = [id], start = 1 }}: a number without gaps for each different
     * key, in the order of the keys; kept in the id-map {@code name}, and so the same ever after.
     */
    record DenseKey(String map, List<String> of, long start) implements ValueOrigin {
        public DenseKey {
            of = List.copyOf(of);
        }

        @Override
        public List<String> columns() {
            return of;
        }
    }

    /**
     * {@code id-map { map = name, of = [customer_id] }}: the number that another table's rule made.
     *
     * @param otherwise for a key that the map does not have; never KEEP
     */
    record MappedKey(String map, List<String> of, Otherwise otherwise) implements ValueOrigin {
        public MappedKey {
            of = List.copyOf(of);
        }

        @Override
        public List<String> columns() {
            return of;
        }
    }
}
