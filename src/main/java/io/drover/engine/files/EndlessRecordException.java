package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;

/** A record that does not end: where a scan began inside quotes it may be none. */
final class EndlessRecordException extends MigrationException {
    private static final long serialVersionUID = 1L;

    EndlessRecordException(String message) {
        super(ErrorKind.SOURCE, message);
    }
}
