package io.drover.dialect.postgres;

import io.drover.model.TableName;

/**
 * Replaces the qualified names in SQL that the server printed, those inside {@code
 * 'schema.name'::regclass} included. Strings, comments and all else pass untouched.
 *
 * <p>It relies on what the server's own printer does: no white space around the dot of a name, and
 * unquoted identifiers in lower case.
 */
public final class QualifiedNameRewriter {
    private enum Quoting {
        CHANGED,
        ALL
    }

    private final NameMap names;

    public QualifiedNameRewriter(NameMap names) {
        this.names = names;
    }

    /** What changes its name is quoted; what does not keeps the server's own spelling. */
    public String rewrite(String sql) {
        return new Scan(sql, Quoting.CHANGED).rewritten();
    }

    /** With every qualified name quoted, so that texts from two servers can be compared. */
    public String normalize(String sql) {
        return new Scan(sql, Quoting.ALL).rewritten();
    }

    private final class Scan {
        private final String sql;
        private final Quoting quoting;
        private final StringBuilder out = new StringBuilder();
        private int at;

        Scan(String sql, Quoting quoting) {
            this.sql = sql;
            this.quoting = quoting;
        }

        String rewritten() {
            boolean afterDot = false;
            while (at < sql.length()) {
                int start = at;
                char character = sql.charAt(at);
                if (sql.startsWith("--", at)) {
                    copyTo(orEnd(sql.indexOf('\n', at)));
                } else if (sql.startsWith("/*", at)) {
                    copyTo(endOfComment());
                } else if (character == '\'') {
                    string(start, false);
                } else if (isStringPrefix()) {
                    boolean escapes = character == 'E' || character == 'e';
                    at += sql.indexOf('\'', at) - at;
                    string(start, escapes);
                } else if (character == '$' && dollarTag() != null) {
                    String tag = dollarTag();
                    int end = sql.indexOf(tag, at + tag.length());
                    copyTo(end < 0 ? sql.length() : end + tag.length());
                } else if (startsIdentifier(at)) {
                    identifier(afterDot);
                } else if (Character.isDigit(character)) {
                    while (at < sql.length() && (isPart(at) || sql.charAt(at) == '.')) {
                        at++;
                    }
                    out.append(sql, start, at);
                } else {
                    out.append(character);
                    at++;
                }
                afterDot = at > 0 && sql.charAt(at - 1) == '.';
            }
            return out.toString();
        }

        private void identifier(boolean afterDot) {
            int start = at;
            String first = readIdentifier();
            boolean qualified =
                    !afterDot
                            && at + 1 < sql.length()
                            && sql.charAt(at) == '.'
                            && startsIdentifier(at + 1);
            if (!qualified) {
                out.append(sql, start, at);
                return;
            }
            at++;
            TableName name = new TableName(first, readIdentifier());
            TableName mapped = isCall(start) ? names.other(name) : names.map(name);
            if (mapped.equals(name) && quoting == Quoting.CHANGED) {
                out.append(sql, start, at);
            } else {
                out.append(PostgresNames.quote(mapped));
            }
        }

        /**
         * A name before a parenthesis is a function's or type's, save that of a referenced table.
         */
        private boolean isCall(int start) {
            return at < sql.length()
                    && sql.charAt(at) == '('
                    && !sql.substring(0, start).endsWith("REFERENCES ");
        }

        /** The identifier at the position, without quotes; moves behind it. */
        private String readIdentifier() {
            if (sql.charAt(at) != '"') {
                int start = at;
                while (at < sql.length() && isPart(at)) {
                    at++;
                }
                return sql.substring(start, at);
            }
            StringBuilder name = new StringBuilder();
            for (at++; at < sql.length(); at++) {
                if (sql.charAt(at) == '"') {
                    if (at + 1 < sql.length() && sql.charAt(at + 1) == '"') {
                        at++;
                    } else {
                        at++;
                        break;
                    }
                }
                name.append(sql.charAt(at));
            }
            return name.toString();
        }

        /** A string whose quote is at the position and whose prefix begins at {@code start}. */
        private void string(int start, boolean escapes) {
            StringBuilder text = new StringBuilder();
            for (at++; at < sql.length(); at++) {
                char character = sql.charAt(at);
                if (character == '\\' && escapes && at + 1 < sql.length()) {
                    at++;
                } else if (character == '\'') {
                    if (at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
                        at++;
                    } else {
                        break;
                    }
                }
                text.append(sql.charAt(at));
            }
            at = Math.min(at + 1, sql.length());
            if (sql.startsWith("::reg", at)) {
                out.append(PostgresNames.literal(new Scan(text.toString(), quoting).rewritten()));
            } else {
                out.append(sql, start, at);
            }
        }

        private boolean isStringPrefix() {
            if (at > 0 && isPart(at - 1)) {
                return false;
            }
            return switch (sql.charAt(at)) {
                case 'E', 'e', 'B', 'b', 'X', 'x', 'N', 'n' -> sql.startsWith("'", at + 1);
                case 'U', 'u' -> sql.startsWith("&'", at + 1);
                default -> false;
            };
        }

        private String dollarTag() {
            int end = at + 1;
            while (end < sql.length() && isPart(end) && sql.charAt(end) != '$') {
                end++;
            }
            boolean tag =
                    end < sql.length()
                            && sql.charAt(end) == '$'
                            && (end == at + 1 || !Character.isDigit(sql.charAt(at + 1)));
            return tag ? sql.substring(at, end + 1) : null;
        }

        private int endOfComment() {
            int depth = 0;
            int position = at;
            do {
                if (sql.startsWith("/*", position)) {
                    depth++;
                    position += 2;
                } else if (sql.startsWith("*/", position)) {
                    depth--;
                    position += 2;
                } else {
                    position++;
                }
            } while (depth > 0 && position < sql.length());
            return Math.min(position, sql.length());
        }

        private boolean startsIdentifier(int position) {
            char character = sql.charAt(position);
            return character == '"' || character == '_' || isLetter(character);
        }

        private boolean isPart(int position) {
            char character = sql.charAt(position);
            return character == '_'
                    || character == '$'
                    || isLetter(character)
                    || isDigit(character);
        }

        private boolean isLetter(char character) {
            return (character >= 'a' && character <= 'z')
                    || (character >= 'A' && character <= 'Z')
                    || character >= 0x80;
        }

        private boolean isDigit(char character) {
            return character >= '0' && character <= '9';
        }

        private int orEnd(int position) {
            return position < 0 ? sql.length() : position;
        }

        private void copyTo(int end) {
            out.append(sql, at, end);
            at = end;
        }
    }
}
