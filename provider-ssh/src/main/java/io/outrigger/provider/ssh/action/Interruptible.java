// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Lets an interruption end work that does not look for one, such as reading from a socket. It is made by the thread that
 * works; the JDK calls it from the thread that interrupts, as it does with channels.
 */
final class Interruptible extends AbstractInterruptibleChannel {

    /** What may take long. */
    interface Work<T> {
        T run() throws IOException;
    }

    private final Runnable end;

    private Interruptible(Runnable end) {
        this.end = end;
    }

    /**
     * Works.
     *
     * @param end makes the work fail soon; called from any thread, does not block
     * @throws InterruptedException when the thread was interrupted, whatever the work made of it
     */
    static <T> T run(Runnable end, Work<T> work) throws IOException, InterruptedException {
        try {
            return new Interruptible(end).run(work);
        } catch (ClosedByInterruptException exception) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException().initCause(exception);
        }
    }

    private <T> T run(Work<T> work) throws IOException {
        begin();
        try {
            return work.run();
        } finally {
            end(true);
        }
    }

    @Override
    protected void implCloseChannel() {
        end.run();
    }
}
