package io.drover.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;

/**
 * What is told while this is open, to whomever: standard output, both logs from INFO on, and what
 * Spark's history would have of plans and jobs.
 */
public final class Printed implements AutoCloseable {
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final PrintStream out = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Level level = root.getLevel();
    private final Map<String, Appender> others = Map.copyOf(root.getAppenders());
    private final Log appender = new Log();
    private final Plans plans = new Plans();
    private final Records records = new Records();

    private Printed() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        appender.start();
        others.keySet().forEach(root::removeAppender);
        root.addAppender(appender, Level.INFO, null);
        root.setLevel(Level.INFO);
        context.updateLoggers();
        Logger.getLogger("").addHandler(records);
        TestSpark.session().sparkContext().addSparkListener(plans);
    }

    public static Printed here() {
        return new Printed();
    }

    /** All of it so far, without an order. */
    public String text() {
        try {
            TestSpark.session().sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException failure) {
            throw new IllegalStateException(failure);
        }
        return printed.toString(StandardCharsets.UTF_8) + "\n" + String.join("\n", told);
    }

    @Override
    public void close() {
        System.setOut(out);
        root.removeAppender(appender.getName());
        root.setLevel(level);
        others.values().forEach(each -> root.addAppender(each, null, null));
        context.updateLoggers();
        Logger.getLogger("").removeHandler(records);
        TestSpark.session().sparkContext().removeSparkListener(plans);
    }

    private final class Log extends AbstractAppender {
        Log() {
            super("printed", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            told.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
        }
    }

    private final class Records extends Handler {
        @Override
        public void publish(LogRecord record) {
            told.add(record.getMessage() + " " + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class Plans extends SparkListener {
        @Override
        public void onOtherEvent(SparkListenerEvent event) {
            if (event instanceof SparkListenerSQLExecutionStart start) {
                told.add(start.physicalPlanDescription() + " " + start.details());
            }
        }

        @Override
        public void onJobStart(SparkListenerJobStart start) {
            told.add(String.valueOf(start.properties()));
        }
    }
}
