// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what is of no use any more: a failure is worth a line of the log, and nothing else. */
final class Quietly {

    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

    private Quietly() {}

    static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception exception) {
            LOG.debug("{} could not be closed: {}", closeable.getClass().getSimpleName(), exception.toString());
        }
    }
}
