// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the host says of itself. Where asking is dear, an answer is used again for a while, as long as the host gives a
 * sign of life. Safe from any thread.
 */
final class HostFacts {

    private final HostHome home;
    private final Supervisor supervisor;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private @Nullable String last;
    private Instant asked = Instant.EPOCH;

    HostFacts(HostHome home, Supervisor supervisor, Clock clock) {
        this.home = home;
        this.supervisor = supervisor;
        this.clock = clock;
    }

    String text() throws ProviderException {
        home.opened();
        asking.lock();
        try {
            Instant now = clock.instant();
            String known = last;
            Duration freshness = home.link().freshness();
            if (known != null && !now.isBefore(asked) && now.isBefore(asked.plus(freshness)) && !home.isAway()) {
                ping();
                return known;
            }
            String answer = supervisor.node();
            last = answer;
            asked = now;
            return answer;
        } finally {
            asking.unlock();
        }
    }

    private void ping() throws ProviderException {
        try {
            home.link().ping();
        } catch (IOException exception) {
            throw home.failure("describe the host", exception);
        }
    }
}
