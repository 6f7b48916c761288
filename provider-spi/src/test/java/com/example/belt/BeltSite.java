// SPDX-License-Identifier: Apache-2.0
package com.example.belt;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A belt as a site. Runs the only container of a pod as a job. */
final class BeltSite implements Site {

    private static final NodeFacts FACTS = new NodeFacts("linux", "arm64", "Belt OS 4", "", "belt://4", "", "", "");
    private static final Map<String, Quantity> CAPACITY =
            Map.of("cpu", new Quantity("1"), "memory", new Quantity("64Mi"), "pods", new Quantity("4"));

    private final String name;
    private final Belt belt;
    private final ProviderContext context;
    private @Nullable Thread watcher;

    BeltSite(String name, Belt belt, ProviderContext context) {
        this.name = name;
        this.belt = belt;
        this.context = context;
    }

    // @start region="site"
    @Override
    public void start(PodListener pods) {
        watcher = context.threads().newThread(() -> watch(pods));
        watcher.start();
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        refuseWhatBeltsCannotDo(pod.pod().getSpec());
        String container = pod.pod().getSpec().getContainers().get(0).getName();
        ask(() -> belt.run(pod.ref(), container, pod.container(container).command()));
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        ask(() -> grace.isZero() ? belt.forget(pod) : belt.stop(pod, grace));
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return ask(belt::jobs).stream().map(BeltSite::observed).toList();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        ask(belt::ping);
        return new ObservedNode(CAPACITY, Map.of(), FACTS, Set.of(), Map.of());
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.interrupt();
            try {
                watcher.join(); // nothing is reported once this has returned
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        }
    }
    // @end

    // @start region="watch"
    private void watch(PodListener pods) {
        try {
            while (true) {
                try {
                    Belt.Change change = belt.awaitChange();
                    if (change.forgotten()) {
                        pods.removed(change.job().pod());
                    } else {
                        pods.changed(observed(change.job()));
                    }
                } catch (IOException broken) {
                    belt.awaitLink();
                    pods.gap(); // whatever happened meanwhile, the core asks list()
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt(); // by close()
        }
    }
    // @end

    // @start region="observed"
    private static ObservedPod observed(Belt.Job job) {
        Belt.End end = job.end();
        String id = "belt://" + job.pod().uid();
        ContainerState state = end == null
                ? new ContainerState.Running(job.began())
                : new ContainerState.Terminated(
                        end.exitCode(), 0, end.exitCode() == 0 ? "Completed" : "Error", "", job.began(), end.at(), id);
        boolean runs = end == null;
        var container = new ObservedContainer(job.name(), state, null, 0, runs, runs, "belt", "", id);
        return new ObservedPod(job.pod(), List.of(), List.of(container)); // no address: belts have no network
    }
    // @end

    // @start region="kinds"
    /** Refused for good: shown to the user, not tried again until the pod changes. */
    private void refuseWhatBeltsCannotDo(PodSpec spec) throws ProviderException {
        if (!spec.getVolumes().isEmpty()) {
            throw new ProviderException(
                    Kind.UNSUPPORTED,
                    "site " + name + " cannot do spec.volumes; leave them out or choose another node");
        }
        if (spec.getContainers().size() > 1) {
            throw new ProviderException(
                    Kind.UNSUPPORTED, "site " + name + " cannot do spec.containers[1]; split the pod");
        }
    }

    /** Not reached: the core waits for the site and says everything again. */
    private <T> T ask(Question<T> question) throws ProviderException {
        try {
            return question.ask();
        } catch (IOException broken) {
            throw new ProviderException(
                    Kind.UNREACHABLE, "site " + name + " does not answer: " + broken.getMessage(), broken);
        }
    }
    // @end

    private interface Question<T> {
        T ask() throws IOException;
    }
}
