// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import java.util.Optional;
import java.util.function.Predicate;

/** Questions about observed pods. */
final class States {

    private States() {}

    static Predicate<Optional<ObservedPod>> running() {
        return pod -> main(pod)
                .filter(main -> main.state() instanceof ContainerState.Running)
                .isPresent();
    }

    static Predicate<Optional<ObservedPod>> ended() {
        return pod -> main(pod).flatMap(States::termination).isPresent();
    }

    static Predicate<Optional<ObservedPod>> endedWith(int exitCode) {
        return pod -> main(pod)
                .flatMap(States::termination)
                .filter(end -> end.exitCode() == exitCode)
                .isPresent();
    }

    /** The same instance, still running: nothing was restarted. */
    static Predicate<Optional<ObservedPod>> same(ObservedPod before) {
        ObservedContainer old = before.container(TestPod.MAIN).orElseThrow();
        return pod -> main(pod)
                .filter(now -> now.state().equals(old.state())
                        && now.restarts() == old.restarts()
                        && now.containerId().equals(old.containerId()))
                .isPresent();
    }

    /** What the container is sure of is this much of a processor, both by word and in force. */
    static Predicate<Optional<ObservedPod>> given(Quantity processor) {
        return pod -> main(pod)
                .map(ObservedContainer::resources)
                .filter(given -> processor.equals(given.allocated().requests().get("cpu"))
                        && processor.equals(given.actual().requests().get("cpu")))
                .isPresent();
    }

    static Optional<ObservedContainer> main(Optional<ObservedPod> pod) {
        return pod.flatMap(each -> each.container(TestPod.MAIN));
    }

    static Optional<ContainerState.Terminated> termination(ObservedContainer container) {
        return container.state() instanceof ContainerState.Terminated end ? Optional.of(end) : Optional.empty();
    }
}
