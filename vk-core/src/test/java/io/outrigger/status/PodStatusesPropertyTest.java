// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every pod and every site, sane or not: histories are random and so is what sites say. */
class PodStatusesPropertyTest {

    private static final List<String> HOST = List.of("192.0.2.1");

    @Property(tries = 500)
    void writing_a_status_and_computing_again_changes_nothing(
            @ForAll("pods") Pod pod, @ForAll("histories") List<Observation> history) {
        for (Observation each : history) {
            pod = Given.with(pod, asStored(PodStatuses.compute(pod, each, HOST, Given.NOW)));

            assertThat(PodStatuses.compute(pod, each, HOST, Given.NOW.plusSeconds(5)))
                    .isEqualTo(pod.getStatus());
        }
    }

    @Property(tries = 500)
    void a_pod_that_is_over_stays_over(@ForAll("pods") Pod pod, @ForAll("histories") List<Observation> history) {
        String over = null;
        for (Observation each : history) {
            pod = Given.with(pod, PodStatuses.compute(pod, each, HOST, Given.NOW));
            String phase = pod.getStatus().getPhase();

            assertThat(over == null || over.equals(phase)).isTrue();
            over = PodPhase.terminal(phase) ? phase : null;
        }
    }

    @Property(tries = 500)
    void no_pod_becomes_over_while_a_container_may_run(
            @ForAll("pods") Pod pod, @ForAll("histories") List<Observation> history) {
        for (Observation each : history) {
            boolean before =
                    pod.getStatus() != null && PodPhase.terminal(pod.getStatus().getPhase());
            var input = new StatusInput(pod, each, Given.NOW);
            pod = Given.with(pod, PodStatuses.compute(pod, each, HOST, Given.NOW));
            if (!before && PodPhase.terminal(pod.getStatus().getPhase())) {
                assertThat(input.mayRun()).isFalse();
            }
        }
    }

    @Property(tries = 500)
    void restart_counts_never_go_down(@ForAll("pods") Pod pod, @ForAll("histories") List<Observation> history) {
        int before = 0;
        for (Observation each : history) {
            pod = Given.with(pod, PodStatuses.compute(pod, each, HOST, Given.NOW));
            int now = Given.container(pod.getStatus(), "a").getRestartCount();

            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Property(tries = 500)
    void a_container_that_cannot_restart_never_leaves_its_end(
            @ForAll("pods") Pod pod, @ForAll("histories") List<Observation> history) {
        boolean never = "Never".equals(pod.getSpec().getRestartPolicy());
        boolean ended = false;
        for (Observation each : history) {
            pod = Given.with(pod, PodStatuses.compute(pod, each, HOST, Given.NOW));
            boolean now = ApiStates.terminated(Given.container(pod.getStatus(), "a")) != null;

            assertThat(never && ended && !now).isFalse();
            ended = now;
        }
    }

    @Property(tries = 500)
    void every_container_of_the_spec_and_no_other_has_one_status_with_one_state(
            @ForAll("pods") Pod pod, @ForAll("histories") List<Observation> history) {
        for (Observation each : history) {
            PodStatus status = PodStatuses.compute(pod, each, HOST, Given.NOW);
            pod = Given.with(pod, status);

            assertThat(status.getContainerStatuses())
                    .hasSameSizeAs(pod.getSpec().getContainers())
                    .allSatisfy(container ->
                            assertThat(states(container.getState())).isEqualTo(1));
            assertThat(status.getInitContainerStatuses())
                    .hasSameSizeAs(pod.getSpec().getInitContainers());
            assertThat(status.getPhase()).isIn("Pending", "Running", "Succeeded", "Failed");
        }
    }

    private static int states(io.fabric8.kubernetes.api.model.ContainerState state) {
        return (state.getWaiting() == null ? 0 : 1)
                + (state.getRunning() == null ? 0 : 1)
                + (state.getTerminated() == null ? 0 : 1);
    }

    /** As it comes back from the API server. */
    private static PodStatus asStored(PodStatus status) {
        return Serialization.unmarshal(Serialization.asJson(new PodStatusBuilder(status).build()), PodStatus.class);
    }

    @Provide
    Arbitrary<Pod> pods() {
        Arbitrary<String> policies = Arbitraries.of("Always", "OnFailure", "Never");
        Arbitrary<String> inits = Arbitraries.of(
                "", "initContainers: [{name: n, image: i}], ", "initContainers: [{name: n, restartPolicy: Always}], ");
        Arbitrary<String> others = Arbitraries.of("", ", {name: b, image: i}", ", {name: b, restartPolicy: Never}");
        Arbitrary<String> deadlines = Arbitraries.of("", "activeDeadlineSeconds: 1, ", "activeDeadlineSeconds: 999, ");
        Arbitrary<Pod> pods = Combinators.combine(policies, inits, others, deadlines)
                .as((policy, init, other, deadline) -> Given.pod("{restartPolicy: " + policy + ", " + deadline + init
                        + "containers: [{name: a, image: i}" + other + "]}"));
        return Combinators.combine(pods, Arbitraries.of(true, false))
                .as((pod, deleted) -> Given.with(deleted ? Given.terminating(pod) : pod, started()));
    }

    /** Five minutes ago, so that a deadline of one second has passed. */
    private static PodStatus started() {
        return new PodStatusBuilder().withStartTime(Given.EARLIER.toString()).build();
    }

    @Provide
    Arbitrary<List<Observation>> histories() {
        Arbitrary<Map<String, Waiting>> outside = Arbitraries.of(
                Map.of(), Map.of("a", new Waiting("CreateContainerConfigError", "configmap \"x\" not found")));
        Arbitrary<Refusal> refusals =
                Arbitraries.of(new Refusal("UnsupportedField", "spec: no")).injectNull(0.8);
        return Combinators.combine(
                        Arbitraries.of(Presence.class), observedPods().injectNull(0.3), refusals, outside)
                .as(Observation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static Arbitrary<ObservedPod> observedPods() {
        Arbitrary<List<String>> addresses = Arbitraries.of(
                        "10.0.0.1", "10.0.0.01", "fd00::1", "FD00:0::2", "nonsense", "::ffff:1.2.3.4")
                .list()
                .ofMaxSize(3);
        return Combinators.combine(addresses, containers().list().ofMaxSize(4))
                .as((podIps, containers) -> new ObservedPod(Given.REF, podIps, containers));
    }

    private static Arbitrary<ObservedContainer> containers() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "n", "stranger"),
                        states(),
                        terminated().injectNull(0.6),
                        Arbitraries.integers().between(-2, 4),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Given::container);
    }

    private static Arbitrary<ContainerState> states() {
        Arbitrary<ContainerState> running = instants().map(Running::new);
        Arbitrary<ContainerState> waiting = Arbitraries.strings()
                .ofMaxLength(5)
                .flatMap(message -> Arbitraries.of("CrashLoopBackOff", "", "ImagePullBackOff")
                        .map(reason -> new Waiting(reason, message)));
        return Arbitraries.oneOf(running, waiting, terminated().map(each -> each));
    }

    private static Arbitrary<Terminated> terminated() {
        return Combinators.combine(
                        Arbitraries.of(0, 1, 137, -1, Integer.MIN_VALUE),
                        Arbitraries.strings().ofMaxLength(5),
                        instants(),
                        instants())
                .as((code, message, from, to) -> new Terminated(code, 0, "", message, from, to, ""));
    }

    private static Arbitrary<Instant> instants() {
        return Arbitraries.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Given.EARLIER, Given.NOW.plusMillis(999));
    }
}
