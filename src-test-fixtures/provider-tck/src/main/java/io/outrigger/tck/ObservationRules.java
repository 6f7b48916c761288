// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter 4 of the contract, but for the broken link: what {@code list} and the listener say. */
public abstract class ObservationRules extends Chapter {

    private static final Program SOON_OVER = Program.of(new Program.Pause(Duration.ofMillis(500)), new Program.Exit(3));

    /** For subclasses. */
    protected ObservationRules() {}

    @Test
    final void rule_4_1_listShowsEveryAcceptedPodStoppedOnesToo() throws Exception {
        Site site = start();
        TestPod stopped = pod("stopped", exits(0));
        bench().finish(stopped);
        TestPod one = pod("one", RUNS);
        TestPod two = pod("two", RUNS);
        site.apply(one.build());
        site.apply(two.build());
        assertThat(site.list())
                .as("list() right after the third apply()")
                .extracting(ObservedPod::ref)
                .containsExactlyInAnyOrder(stopped.ref(), one.ref(), two.ref());
    }

    @Test
    final void rule_4_3_everyChangeIsReportedInOrderWithTheWholePod() throws Exception {
        Site site = start();
        TestPod pod = pod(SOON_OVER);
        Set<String> names = has(Capability.SEVERAL_CONTAINERS) ? Set.of("main", "second") : Set.of("main");
        if (has(Capability.SEVERAL_CONTAINERS)) {
            pod.container("second", RUNS);
        }
        site.apply(pod.build());
        bench().awaitReport(pod.ref(), "running", States.running());
        ObservedPod ended = bench().awaitReport(pod.ref(), "terminated", States.ended());
        assertThat(ended.containers().stream().map(ObservedContainer::name).collect(Collectors.toSet()))
                .as("the containers in the report of the end")
                .isEqualTo(names);
        List<ContainerState> states = bench().reports().states(pod.ref(), TestPod.MAIN);
        assertThat(firstIndex(states, ContainerState.Running.class))
                .as("the place of the first Running before the first Terminated in %s", states)
                .isLessThan(firstIndex(states, ContainerState.Terminated.class));
    }

    @Test
    final void rule_4_5_whatListReturnedNeverChanges() throws Exception {
        Site site = start();
        bench().run(pod("one", RUNS));
        List<ObservedPod> before = site.list();
        List<ObservedPod> copy = new ArrayList<>(before);
        TestPod two = pod("two", RUNS);
        bench().run(two);
        assertThat(before)
                .as("the list that was returned before the second pod")
                .isEqualTo(copy);
    }

    @Test
    final void rule_4_5_nothingIsReportedAfterClose() throws Exception {
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        bench().stop();
        int reports = bench().reports().count();
        kill(pod);
        Waiting.stays(
                lent().quiet(),
                "no report after close() had returned, although a container was killed",
                () -> bench().reports().count(),
                now -> now == reports);
    }

    @Test
    final void rule_4_6_theExitCodeOfEveryEndIsReported() throws Exception {
        start();
        TestPod pod = pod(exits(42));
        ObservedPod listed = bench().finish(pod);
        assertThat(end(listed).exitCode()).as("the exit code in list()").isEqualTo(42);
        bench().awaitReport(pod.ref(), "ended with exit code 42", States.endedWith(42));
    }

    @Test
    final void rule_4_6_aSignalIsReportedAs128AndItsNumber() throws Exception {
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        kill(pod);
        ObservedPod ended = bench().awaitListed(pod.ref(), "terminated", States.ended());
        assertThat(end(ended).exitCode())
                .as("the exit code of a container that signal 9 ended")
                .isEqualTo(137);
    }

    @Test
    final void rule_4_7_whatHasEndedIsNotReportedAsRunningAgain() throws Exception {
        Site site = start();
        TestPod pod = pod(SOON_OVER);
        site.apply(pod.build());
        bench().awaitReport(pod.ref(), "terminated", States.ended());
        Waiting.stays(
                lent().quiet(),
                "after Terminated no other state of the container is reported",
                () -> bench().reports().states(pod.ref(), TestPod.MAIN),
                ObservationRules::endsForGood);
    }

    @Test
    final void rule_4_8_theListenerMayWaitForOtherCalls() throws Exception {
        Site site = start();
        TestPod other = pod("other", RUNS);
        AtomicBoolean once = new AtomicBoolean();
        AtomicReference<@Nullable String> held = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        bench().reports().onChange(changed -> {
            if (once.compareAndSet(false, true)) {
                held.set(heldUp(site, other));
                done.countDown();
            }
        });
        TestPod pod = pod(RUNS);
        site.apply(pod.build());
        assertThat(done.await(2 * lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("a change of the pod is reported")
                .isTrue();
        assertThat(held.get())
                .as("calls on another thread that did not return while the listener was being called")
                .isNull();
    }

    /** Calls the site from another thread while the reporting thread waits. */
    private @Nullable String heldUp(Site site, TestPod other) {
        FutureTask<@Nullable String> calls = new FutureTask<>(() -> {
            site.list();
            site.apply(other.build());
            site.delete(other.ref(), Duration.ZERO);
            return null;
        });
        Thread caller = new Thread(calls, "tck-caller");
        caller.setDaemon(true);
        caller.start();
        try {
            return calls.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception exception) {
            return "list, apply or delete: " + exception;
        }
    }

    private static boolean endsForGood(List<ContainerState> states) {
        int first = firstIndex(states, ContainerState.Terminated.class);
        return states.stream().skip(first).allMatch(state -> state instanceof ContainerState.Terminated);
    }

    private static int firstIndex(List<ContainerState> states, Class<? extends ContainerState> type) {
        for (int index = 0; index < states.size(); index++) {
            if (type.isInstance(states.get(index))) {
                return index;
            }
        }
        return states.size();
    }

    private static ContainerState.Terminated end(ObservedPod pod) {
        return States.termination(pod.container(TestPod.MAIN).orElseThrow()).orElseThrow();
    }
}
