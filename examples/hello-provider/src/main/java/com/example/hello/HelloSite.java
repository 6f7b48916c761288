// SPDX-License-Identifier: Apache-2.0

package com.example.hello;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.*;
import io.outrigger.spi.ProviderException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs a pod as a job of the greeter. A thread asks the greeter for news and passes them on. */
final class HelloSite implements Site {

    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final long BETWEEN_NEWS_MILLIS = 20;

    private final Greeter greeter;
    private final String name;
    private final ProviderContext context;
    private final Set<PodRef> forgotten = ConcurrentHashMap.newKeySet();
    private Thread news;

    HelloSite(Greeter greeter, String name, ProviderContext context) {
        this.greeter = greeter;
        this.name = name;
        this.context = context;
    }

    @Override
    public void start(PodListener pods) {
        news = context.threads().newThread(() -> tellNews(pods));
        news.start();
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        reach();
        PodSpec spec = pod.pod().getSpec();
        refuse(spec.getContainers().size() > 1, "spec.containers[1]");
        refuse(!spec.getInitContainers().isEmpty(), "spec.initContainers");
        refuse(!spec.getVolumes().isEmpty(), "spec.volumes (a token, unless automountServiceAccountToken is false)");
        refuse(!"Never".equals(spec.getRestartPolicy()), "spec.restartPolicy other than Never");
        Container container = spec.getContainers().get(0);
        refuse(!container.getEnv().isEmpty(), "spec.containers[0].env");
        refuse(container.getLivenessProbe() != null, "spec.containers[0].livenessProbe");
        refuse(container.getReadinessProbe() != null, "spec.containers[0].readinessProbe");
        refuse(container.getStartupProbe() != null, "spec.containers[0].startupProbe");
        refuse(container.getLifecycle() != null, "spec.containers[0].lifecycle");
        Greeter.Work work = work(container.getImage(), pod.container(container.getName()));
        Greeter.Job known = greeter.jobs.putIfAbsent(pod.ref(), new Greeter.Job(work, context.clock().instant()));
        refuse(known != null && !known.work().image().equals(work.image()), "another image for a running pod");
    }

    /** The command is three numbers: milliseconds to greet, exit code, exit code when asked to stop. */
    private Greeter.Work work(String image, DesiredContainer desired) throws ProviderException {
        try {
            List<Integer> numbers = desired.command().stream().map(Integer::valueOf).toList();
            Duration time = numbers.get(0) < 0 ? FOREVER : Duration.ofMillis(numbers.get(0));
            return new Greeter.Work(desired.name(), image, desired.restarts(), time, numbers.get(1), numbers.get(2));
        } catch (NumberFormatException | IndexOutOfBoundsException exception) {
            throw new ProviderException(Kind.INVALID_POD, "spec.containers[0].command must be three numbers");
        }
    }

    private void refuse(boolean wanted, String field) throws ProviderException {
        if (wanted) {
            throw new ProviderException(Kind.UNSUPPORTED, "site " + name + " cannot do " + field + "; leave it out");
        }
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        reach();
        if (grace.isZero() && greeter.jobs.remove(pod) != null) {
            forgotten.add(pod);
        }
        greeter.jobs.computeIfPresent(pod, (ref, job) -> job.stopped(context.clock().instant(), grace));
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        reach();
        return greeter.jobs.entrySet().stream()
                .map(job -> new ObservedPod(job.getKey(), List.of(), List.of(observe(job.getKey(), job.getValue()))))
                .toList();
    }

    private ObservedContainer observe(PodRef pod, Greeter.Job job) {
        String id = "hello://" + pod.uid();
        int code = job.code();
        boolean runs = context.clock().instant().isBefore(job.end());
        ContainerState state = runs
                ? new ContainerState.Running(job.start())
                : new ContainerState.Terminated(
                        code, code == 137 ? 9 : 0, code == 0 ? "Completed" : "Error", "", job.start(), job.end(), id);
        Greeter.Work work = job.work();
        return new ObservedContainer(work.container(), state, null, work.restarts(), runs, runs, work.image(), "", id);
    }

    @Override
    public ObservedNode node() throws ProviderException {
        reach();
        var capacity = Map.of("cpu", new Quantity("1"), "memory", new Quantity("64Mi"), "pods", new Quantity("10"));
        var facts = new NodeFacts("linux", "arm64", "Greeter", "", "hello://1", name, "", "");
        return new ObservedNode(capacity, Map.of(), facts, Set.of(), Map.of());
    }

    @Override
    public void close() {
        if (news != null) {
            news.interrupt();
            try {
                news.join();
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void tellNews(PodListener pods) {
        Map<PodRef, ObservedPod> known = Map.of();
        boolean away = false;
        while (true) {
            try {
                Thread.sleep(BETWEEN_NEWS_MILLIS);
                List<PodRef> gone = List.copyOf(forgotten);
                Map<PodRef, ObservedPod> now = new HashMap<>();
                list().forEach(pod -> now.put(pod.ref(), pod));
                if (away) {
                    pods.gap();
                }
                away = false;
                for (ObservedPod pod : now.values()) {
                    if (!pod.equals(known.get(pod.ref()))) {
                        pods.changed(pod);
                    }
                }
                known = now;
                gone.forEach(pods::removed);
                forgotten.removeAll(gone);
            } catch (ProviderException exception) {
                away = true;
            } catch (InterruptedException exception) {
                return;
            }
        }
    }

    private void reach() throws ProviderException {
        if (!greeter.reachable) {
            throw new ProviderException(Kind.UNREACHABLE, "site " + name + " does not answer; check its cable");
        }
    }
}
