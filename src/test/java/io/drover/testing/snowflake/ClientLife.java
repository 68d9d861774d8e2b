package io.drover.testing.snowflake;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The life of the process behind a stand-in's clients, as the server sees it. From the statement on
 * that it ends at, nothing that the process says is heard: its sessions end, what they had under
 * way is rolled back. {@link #begin} lets the next process come.
 */
public final class ClientLife {
    /** Where it ends. */
    public enum End {
        /** The statement has not left the client. */
        BEFORE,
        /** The statement has taken effect, its answer is lost. */
        AFTER,
        /** The statement is under way, and runs when the test says so. */
        DURING
    }

    private final SessionEndpoint sessions;
    private Predicate<String> last = sql -> false;
    private End end = End.BEFORE;
    private Runnable blow = () -> {};
    private Runnable underWay = () -> {};
    private boolean over;

    ClientLife(SessionEndpoint sessions) {
        this.sessions = sessions;
    }

    /** At a statement from now on, the first of which is 1. */
    public void endsAt(int statement, End moment) {
        int[] count = {0};
        endsAt(sql -> ++count[0] == statement, moment, () -> {});
    }

    /** At a statement that the pattern finds, which is when the blow falls. */
    public void endsAt(String regex, End moment, Runnable deadly) {
        Pattern pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        endsAt(sql -> pattern.matcher(sql).find(), moment, deadly);
    }

    private synchronized void endsAt(Predicate<String> statement, End moment, Runnable deadly) {
        last = statement;
        end = moment;
        blow = deadly;
    }

    /** Whether it is over. */
    public synchronized boolean over() {
        return over;
    }

    /** Another process begins; it lives on. */
    public synchronized void begin() {
        last = sql -> false;
        over = false;
    }

    /** Has the statement run that was under way. */
    public void finish() {
        Runnable left;
        synchronized (this) {
            left = underWay;
            underWay = () -> {};
        }
        left.run();
    }

    /** Has that statement run right before one of the next process that the pattern finds. */
    public synchronized void finishesBefore(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        last =
                sql -> {
                    if (pattern.matcher(sql).find()) {
                        finish();
                    }
                    return false;
                };
    }

    /** Where it ends at this statement; null where it goes on. */
    synchronized End at(String sql) {
        return last.test(sql) ? end : null;
    }

    synchronized void end(Runnable unfinished) {
        blow.run();
        over = true;
        underWay = unfinished;
        if (end != End.DURING) {
            sessions.endAll();
        }
    }
}
