// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.action.Answer;
import io.outrigger.provider.ssh.action.Instance;
import io.outrigger.provider.ssh.action.Target;
import io.outrigger.provider.ssh.action.TurnedTime;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When probes are carried out and what follows, by the rules of the kubelet, in time that is turned by hand. */
final class ProberTest {

    private static final PodRef POD = new PodRef("default", "web", "u1");
    private static final Standing NOTHING = new Standing(false, false);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TurnedTime time = new TurnedTime();
    private final List<String> asked = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private Answer.Kind startup = Answer.Kind.SUCCESS;
    private Answer.Kind readiness = Answer.Kind.SUCCESS;
    private Answer.Kind liveness = Answer.Kind.SUCCESS;
    private boolean away;
    private Duration jump = Duration.ZERO;
    private final Prober prober =
            new Prober((target, action, limit) -> answer(action), new Owner(), time, time, new Random(1));

    @Test
    void readinessIsAskedAfterTheInitialDelayAndThenOncePerPeriod() {
        follow(0, container(null, probe("ready").withInitialDelaySeconds(7).build(), null), NOTHING);
        time.pass(Duration.ofSeconds(6));
        assertThat(asked).isEmpty();
        time.pass(SECOND);
        assertThat(asked).containsExactly("ready");
        time.pass(Duration.ofSeconds(20));
        assertThat(asked).hasSize(3);
        assertThat(done).containsExactly("READY");
    }

    @Test
    void nothingElseIsAskedBeforeTheContainerHasComeUp() {
        startup = Answer.Kind.FAILURE;
        follow(0, all(), NOTHING);
        time.pass(Duration.ofSeconds(15));
        assertThat(asked).containsOnly("startup");
        startup = Answer.Kind.SUCCESS;
        time.pass(Duration.ofSeconds(5));
        assertThat(done).containsExactly("Unhealthy", "Unhealthy", "STARTED", "READY");
        asked.clear();
        time.pass(Duration.ofSeconds(30));
        assertThat(asked).contains("ready", "alive").doesNotContain("startup");
    }

    @Test
    void asManyFailuresInARowAsTheThresholdSaysMakeAContainerUnready() {
        follow(0, container(null, probe("ready").build(), null), NOTHING);
        time.pass(SECOND);
        readiness = Answer.Kind.FAILURE;
        time.pass(Duration.ofSeconds(20));
        assertThat(done).containsExactly("READY", "Unhealthy", "Unhealthy");
        readiness = Answer.Kind.SUCCESS;
        time.pass(Duration.ofSeconds(10));
        readiness = Answer.Kind.FAILURE;
        time.pass(Duration.ofSeconds(20));
        assertThat(done).doesNotContain("UNREADY");
        time.pass(Duration.ofSeconds(10));
        assertThat(done).endsWith("UNREADY");
    }

    @Test
    void aContainerThatIsNotAliveIsKilledOnceAndLeftAloneUntilItRunsAgain() {
        liveness = Answer.Kind.FAILURE;
        follow(0, all(), NOTHING);
        time.pass(Duration.ofSeconds(100));
        assertThat(done).filteredOn(each -> each.equals("KILL")).hasSize(1);
        assertThat(time.waiting()).isZero();
        liveness = Answer.Kind.SUCCESS;
        asked.clear();
        follow(1, all(), NOTHING);
        time.pass(Duration.ofSeconds(30));
        assertThat(asked).startsWith("startup");
        assertThat(done).endsWith("STARTED", "READY");
    }

    @Test
    void aReportOfAnEarlierInstanceChangesNothing() {
        follow(1, all(), NOTHING);
        time.pass(SECOND);
        follow(0, all(), NOTHING);
        time.pass(Duration.ofSeconds(10));
        assertThat(asked).containsOnlyOnce("startup");
    }

    @Test
    void whileTheHostIsAwayNothingIsConcludedAndNothingIsSaid() {
        follow(0, all(), NOTHING);
        time.pass(SECOND);
        done.clear();
        readiness = Answer.Kind.ABSENT;
        liveness = Answer.Kind.ABSENT;
        time.pass(Duration.ofHours(1));
        assertThat(done).isEmpty();
    }

    @Test
    void anErrorOfTheProbeItselfIsSaidAndConcludesNothing() {
        follow(0, all(), NOTHING);
        time.pass(SECOND);
        done.clear();
        liveness = Answer.Kind.UNKNOWN;
        time.pass(Duration.ofHours(1));
        assertThat(done).containsOnly("Unhealthy");
    }

    @Test
    void aProbeThatErrsIsTriedThreeTimesBeforeItIsSaid() {
        readiness = Answer.Kind.UNKNOWN;
        follow(0, container(null, probe("ready").build(), null), NOTHING);
        time.pass(SECOND);
        assertThat(asked).hasSize(3);
        assertThat(done).containsExactly("Unhealthy");
    }

    @Test
    void aWarningIsSaidAndCountsAsASuccess() {
        readiness = Answer.Kind.WARNING;
        follow(0, container(null, probe("ready").build(), null), NOTHING);
        time.pass(SECOND);
        assertThat(done).containsExactly("ProbeWarning", "READY");
    }

    @Test
    void whatCouldNotBeDoneBecauseTheLinkBrokeIsDoneWithTheNextAnswer() {
        follow(0, all(), NOTHING);
        time.pass(SECOND);
        done.clear();
        liveness = Answer.Kind.FAILURE;
        away = true;
        time.pass(Duration.ofMinutes(2));
        assertThat(done).doesNotContain("KILL");
        away = false;
        time.pass(Duration.ofSeconds(10));
        assertThat(done).contains("KILL");
    }

    @Test
    void aProgramThatWasStartedAgainGoesOnWhereTheOtherStopped() {
        startup = Answer.Kind.FAILURE;
        follow(0, all(), new Standing(true, true));
        time.pass(Duration.ofMinutes(1));
        assertThat(asked).doesNotContain("startup").contains("ready", "alive");
        assertThat(done).isEmpty();
    }

    @Test
    void probesOfContainersThatRanBeforeThisProgramAreSpreadOverAPeriod() {
        for (int pod = 0; pod < 50; pod++) {
            Target target = new Target(new PodRef("default", "p" + pod, "u" + pod), "main", "localhost");
            prober.follow(
                    new Instance(target, 0),
                    probes(container(null, probe("ready").build(), null)),
                    new Standing(true, true));
        }
        time.pass(SECOND);
        assertThat(asked).hasSizeBetween(1, 20);
        time.pass(Duration.ofSeconds(9));
        assertThat(asked).hasSizeGreaterThanOrEqualTo(50);
    }

    @Test
    void aPodThatStopsIsAskedForItsReadinessOnly() {
        follow(0, all(), NOTHING);
        time.pass(SECOND);
        prober.ending("u1", "main");
        asked.clear();
        time.pass(Duration.ofSeconds(30));
        assertThat(asked).containsOnly("ready");
    }

    @Test
    void nothingWaitsForAContainerThatHasEnded() {
        follow(0, all(), NOTHING);
        time.pass(SECOND);
        prober.forget(instance(0));
        assertThat(time.waiting()).isZero();
        asked.clear();
        time.pass(Duration.ofHours(1));
        assertThat(asked).isEmpty();
    }

    @Test
    void aReportOfTheEndOfAnEarlierInstanceDoesNotEndTheProbesOfThisOne() {
        follow(1, container(null, probe("ready").build(), null), NOTHING);
        prober.forget(instance(0));
        time.pass(SECOND);
        assertThat(asked).containsExactly("ready");
        prober.forget(instance(1));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aReportOfTheEndOfALaterInstanceEndsTheProbesOfThisOne() {
        follow(0, all(), NOTHING);
        prober.forget(instance(3));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void weatherTheClockIsSetBackWhileAContainerIsAsked() {
        follow(0, container(null, probe("ready").build(), null), NOTHING);
        jump = Duration.ofDays(-300);
        time.pass(Duration.ofMinutes(1));
        assertThat(asked).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void weatherTheClockIsSetForwardWhileAContainerIsAsked() {
        follow(0, container(null, probe("ready").build(), null), NOTHING);
        jump = Duration.ofDays(300);
        time.pass(Duration.ofMinutes(1));
        assertThat(asked).hasSizeBetween(6, 8);
    }

    @Test
    void weatherTheClockIsSetBackWhileAContainerComesUp() {
        follow(
                0,
                container(
                        probe("startup").build(),
                        probe("ready").withInitialDelaySeconds(7).build(),
                        null),
                NOTHING);
        jump = Duration.ofDays(-300);
        time.pass(Duration.ofSeconds(7));
        assertThat(asked).containsExactly("startup", "ready");
    }

    private void follow(long number, Container container, Standing standing) {
        prober.follow(instance(number), probes(container), standing);
    }

    private static Instance instance(long number) {
        return new Instance(new Target(POD, "main", "localhost"), number);
    }

    private static List<ProbeSettings> probes(Container container) {
        return ProbeSettings.of(container, Duration.ofSeconds(30), true);
    }

    private static Container all() {
        return container(
                probe("startup").build(), probe("ready").build(), probe("alive").build());
    }

    private static Container container(Probe startup, Probe readiness, Probe liveness) {
        return new ContainerBuilder()
                .withName("main")
                .withStartupProbe(startup)
                .withReadinessProbe(readiness)
                .withLivenessProbe(liveness)
                .build();
    }

    private static ProbeBuilder probe(String word) {
        return new ProbeBuilder().withNewExec().withCommand(word).endExec();
    }

    private Answer answer(Action action) {
        String word = ((Action.Exec) action).command().get(0);
        asked.add(word);
        time.jump(jump);
        jump = Duration.ZERO;
        Answer.Kind kind = switch (word) {
            case "startup" -> startup;
            case "ready" -> readiness;
            default -> liveness;
        };
        return new Answer(kind, "");
    }

    private final class Owner implements Prober.Owner {
        @Override
        public void change(Instance instance, Change change, ProbeSettings probe) throws ProviderException {
            if (away) {
                throw new ProviderException(ProviderException.Kind.UNREACHABLE, "the host is away");
            }
            done.add(change.name());
        }

        @Override
        public void warn(Instance instance, String reason, String message) {
            done.add(reason);
        }
    }
}
