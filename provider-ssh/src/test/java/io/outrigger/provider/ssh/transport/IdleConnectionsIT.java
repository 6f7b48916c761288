// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrigger.fixtures.NeedsOpenSsh;
import java.time.Duration;
import org.apache.sshd.client.channel.ChannelExec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections beside the main one: they come when there is much to carry, and go when nobody uses them. */
@NeedsOpenSsh
@Timeout(60)
final class IdleConnectionsIT {

    private static final Duration IDLE = Duration.ofMillis(200);

    private final ReachedHost host = new ReachedHost(IDLE, 0);

    @AfterEach
    void end() {
        host.close();
    }

    @Test
    void aFurtherConnectionIsKeptWhileItIsUsedAndClosedWhenNobodyUsesIt() throws Exception {
        host.fillMain();
        ChannelExec further = host.stream();
        assertThat(host.streams.subList(0, ReachedHost.MOST_STREAMS))
                .allMatch(each -> each.getSession() == main().getSession());
        assertThat(further.getSession()).isNotSameAs(main().getSession());
        // Long enough for a connection that nobody uses.
        Thread.sleep(IDLE.multipliedBy(3).toMillis());
        assertThat(further.isOpen()).isTrue();

        further.close(true);
        await().atMost(ReachedHost.PATIENCE).until(() -> further.getSession().isClosed());
        assertThat(main().isOpen()).isTrue();

        ChannelExec later = host.stream();
        assertThat(later.getSession()).isNotIn(main().getSession(), further.getSession());
    }

    private ChannelExec main() {
        return host.streams.get(0);
    }
}
