package io.drover.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A text table whose columns are as wide as their widest cell. A heading that begins with {@code #}
 * is that of a column of figures, which stand to the right.
 */
final class AlignedText {
    private final String[] headings;
    private final List<String[]> rows = new ArrayList<>();

    AlignedText(String... headings) {
        this.headings = headings;
        String[] names = new String[headings.length];
        for (int column = 0; column < headings.length; column++) {
            names[column] = isFigure(column) ? headings[column].substring(1) : headings[column];
        }
        rows.add(names);
    }

    void row(String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException(
                    cells.length + " cells under " + headings.length + " headings");
        }
        rows.add(cells);
    }

    @Override
    public String toString() {
        int[] widths = new int[headings.length];
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], length(row[column]));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                String space = " ".repeat(widths[column] - length(row[column]));
                line.append(column == 0 ? "" : "  ")
                        .append(isFigure(column) ? space + row[column] : row[column] + space);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private boolean isFigure(int column) {
        return headings[column].startsWith("#");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
