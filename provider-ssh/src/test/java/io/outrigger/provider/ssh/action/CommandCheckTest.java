// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the time of a command begins and ends, over a host that the test makes. */
@Timeout(30)
final class CommandCheckTest {

    private static final List<String> COMMAND = List.of("healthy", "-v");

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void weatherTheWayToTheHostTakesLongerThanTheCommandMay() throws Exception {
        try (CommandCheck check = new CommandCheck(
                (target, command, streams, begun) -> {
                    assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
                    begun.run();
                    return 0;
                },
                Thread::new)) {
            assertThat(check.run(Server.TARGET, COMMAND, Duration.ofMillis(1))).isEqualTo(Answer.success(""));
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aCommandThatTakesTooLongIsKilledAndSaidAsAKubeletSaysIt() throws Exception {
        try (CommandCheck check = new CommandCheck(
                (target, command, streams, begun) -> {
                    begun.run();
                    never.await();
                    return 0;
                },
                Thread::new)) {
            assertThat(check.run(Server.TARGET, COMMAND, Duration.ofMillis(1)))
                    .isEqualTo(Answer.failure("command timed out: \"healthy -v\" timed out after 1ms"));
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aCommandThatBeginsWhenTheSiteIsClosedIsKilled() {
        CommandCheck check = new CommandCheck(
                (target, command, streams, begun) -> {
                    begun.run();
                    never.await();
                    return 0;
                },
                Thread::new);
        check.close();
        assertThatThrownBy(() -> check.run(Server.TARGET, COMMAND, Duration.ofDays(1)))
                .isInstanceOf(InterruptedException.class);
    }
}
