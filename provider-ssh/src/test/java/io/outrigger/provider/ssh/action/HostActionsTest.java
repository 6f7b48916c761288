// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the actions of a host have in common, over a network that the test makes. */
final class HostActionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private final List<Duration> limits = new ArrayList<>();
    private IOException failure = new SocketTimeoutException("connect timed out");
    private boolean reachable = true;
    private Duration trip = Duration.ZERO;
    private final HostActions actions = new HostActions(
            (target, host, port, limit) -> {
                limits.add(limit);
                throw failure;
            },
            (target, command, streams, begun) -> {
                throw new AssertionError("no command is run here");
            },
            () -> reachable ? Optional.of(trip) : Optional.empty(),
            Thread::new);

    static List<Action> questions() {
        return List.of(
                new Action.TcpSocket("", 80),
                new Action.Grpc(80, ""),
                new Action.HttpGet(false, "", 80, "/", List.of(), false));
    }

    @AfterEach
    void close() {
        actions.close();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void theTimeForAnAnswerIsAlsoTheTimeToConnect(Action question) throws Exception {
        assertThat(actions.run(Server.TARGET, question, LIMIT).kind()).isEqualTo(Answer.Kind.FAILURE);
        assertThat(limits).singleElement().satisfies(limit -> assertThat(limit).isBetween(Duration.ofMillis(1), LIMIT));
    }

    @Test
    void aConnectionThatTookTooLongIsSaidAsAKubeletSaysIt() throws Exception {
        assertThat(actions.run(Server.TARGET, new Action.TcpSocket("", 80), LIMIT))
                .isEqualTo(Answer.failure("dial tcp localhost:80: i/o timeout"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aHostThatLetsNobodyThroughSaysNothingAboutAContainer(Action question) throws Exception {
        failure = new BarredException("connections are forbidden; allow them");
        assertThat(actions.run(Server.TARGET, question, LIMIT))
                .isEqualTo(Answer.unknown("connections are forbidden; allow them"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void afterTheEndNothingIsAsked(Action question) {
        actions.close();
        assertThatThrownBy(() -> actions.run(Server.TARGET, question, LIMIT)).isInstanceOf(InterruptedException.class);
        assertThat(limits).isEmpty();
    }

    @Test
    void weatherTheWayAloneTakesLongerThanAnAnswerMay() throws Exception {
        Action question = new Action.TcpSocket("", 80);
        Duration limit = Duration.ofNanos(1);
        trip = Duration.ofMillis(600);
        assertThat(actions.run(Server.TARGET, question, limit).kind()).isEqualTo(Answer.Kind.UNKNOWN);
        assertThat(actions.run(Server.TARGET, question, limit).kind()).isEqualTo(Answer.Kind.FAILURE);
        assertThat(limits).containsExactly(limit, limit.plusMillis(2400));
    }

    @Test
    void weatherAContainerThatRefusesConnectionsIsFarAway() throws Exception {
        failure = new ConnectException("connection refused");
        trip = Duration.ofMillis(600);
        assertThat(actions.run(Server.TARGET, new Action.TcpSocket("", 80), LIMIT))
                .isEqualTo(Answer.failure("dial tcp localhost:80: connect: connection refused"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void weatherTheHostIsAway(Action question) throws Exception {
        reachable = false;
        assertThat(actions.run(Server.TARGET, question, LIMIT).kind()).isEqualTo(Answer.Kind.ABSENT);
    }
}
