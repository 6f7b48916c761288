// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.time.Duration;

/** Does what probes and hooks want. Implemented here for hosts, and in tests; safe from any thread. */
@FunctionalInterface
public interface ActionRunner {

    /**
     * Acts on a container.
     *
     * @param target the container
     * @param action what to do
     * @param limit how long it may take; the time of a command begins when the host runs it
     * @return what came of it; {@code FAILURE} when the time is over
     * @throws InterruptedException when the thread was interrupted; a command was killed then
     */
    Answer run(Target target, Action action, Duration limit) throws InterruptedException;
}
