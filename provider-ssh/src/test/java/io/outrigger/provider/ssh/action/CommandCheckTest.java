// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
                    begun.accept(CommandCheckTest::old);
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
                    begun.accept(CommandCheckTest::old);
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
    void weatherTheEngineIsSlowToBeginACommandAndToTellOfItsEnd() throws Exception {
        CountDownLatch looks = new CountDownLatch(3);
        try (CommandCheck check = new CommandCheck(
                (target, command, streams, begun) -> {
                    begun.accept(() -> {
                        looks.countDown();
                        return looks.getCount() == 1 ? Optional.of(Duration.ZERO) : Optional.empty();
                    });
                    looks.await();
                    return 0;
                },
                Thread::new)) {
            assertThat(check.run(Server.TARGET, COMMAND, Duration.ofMillis(50))).isEqualTo(Answer.success(""));
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void weatherTheHostDoesNotTellForHowLongACommandHasRun() throws Exception {
        try (CommandCheck check = new CommandCheck(
                (target, command, streams, begun) -> {
                    begun.accept(() -> {
                        throw new ProviderException(ProviderException.Kind.UNREACHABLE, "away");
                    });
                    never.await();
                    return 0;
                },
                Thread::new)) {
            assertThat(check.run(Server.TARGET, COMMAND, Duration.ofMillis(1)).kind())
                    .isEqualTo(Answer.Kind.FAILURE);
        }
    }

    /** The age of a command whose time is over. */
    private static Optional<Duration> old() {
        return Optional.of(Duration.ofHours(1));
    }

    @Test
    void aCommandThatBeginsWhenTheSiteIsClosedIsKilled() {
        CommandCheck check = new CommandCheck(
                (target, command, streams, begun) -> {
                    begun.accept(CommandCheckTest::old);
                    never.await();
                    return 0;
                },
                Thread::new);
        check.close();
        assertThatThrownBy(() -> check.run(Server.TARGET, COMMAND, Duration.ofDays(1)))
                .isInstanceOf(InterruptedException.class);
    }
}
