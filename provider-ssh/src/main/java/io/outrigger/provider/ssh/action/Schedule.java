// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.time.Duration;

/** Does things later. Implemented by {@link ActionThreads}, and by tests that turn the time themselves. */
@FunctionalInterface
public interface Schedule {

    /**
     * Does something once.
     *
     * @param delay how long from now
     * @param work what to do; may block
     * @return ends the wait, or interrupts the work if it is under way
     */
    Runnable after(Duration delay, Runnable work);
}
