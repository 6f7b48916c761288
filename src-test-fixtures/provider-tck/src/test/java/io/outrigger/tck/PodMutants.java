// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Providers whose {@code apply} is wrong. */
final class PodMutants {

    /** What a mutant does instead of applying. */
    private interface Apply {
        void apply(Site correct, Backend backend, DesiredPod pod, Optional<DesiredPod> before) throws ProviderException;
    }

    private PodMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.site("knows pods by name only", "2.1", (correct, backend, context) -> nameOnly(correct)),
                applies("waits until the pod runs", "2.2", (correct, backend, pod, before) -> {
                    correct.apply(pod);
                    awaitInit(backend, pod.ref());
                }),
                applies("restarts what is applied again", "2.3 8.1", (correct, backend, pod, before) -> {
                    boolean known =
                            backend.list().stream().anyMatch(each -> each.ref().equals(pod.ref()));
                    correct.apply(pod);
                    if (known && before.map(DesiredPod::hash).orElse(pod.hash()).equals(pod.hash())) {
                        backend.restart(pod.ref());
                    }
                }),
                applies(
                        "ignores other files",
                        "2.4",
                        (correct, backend, pod, before) -> correct.apply(
                                copy(pod, pod.pod(), before.orElse(pod).files()))),
                applies("restarts for other files", "2.4", (correct, backend, pod, before) -> {
                    correct.apply(pod);
                    if (before.isPresent() && !before.get().files().equals(pod.files())) {
                        backend.restart(pod.ref());
                    }
                }),
                applies(
                        "ignores another image",
                        "2.4 2.10",
                        (correct, backend, pod, before) ->
                                correct.apply(copy(pod, before.orElse(pod).pod(), pod.files()))),
                applies("restarts for another command", "2.4", (correct, backend, pod, before) -> {
                    correct.apply(pod);
                    if (before.isPresent() && !before.get().containers().equals(pod.containers())) {
                        backend.restart(pod.ref());
                    }
                }),
                Mutant.site("revives deleted pods", "2.5", (correct, backend, context) -> reviving(correct)),
                applies(
                        "ignores volumes it does not know",
                        "2.6",
                        (correct, backend, pod, before) -> correct.apply(withoutVolumes(pod))),
                refuses(
                        "refuses with the wrong kind",
                        "2.6",
                        false,
                        old -> new ProviderException(Kind.INTERNAL, old.getMessage())),
                refuses(
                        "refuses without naming the field",
                        "2.6",
                        false,
                        old -> new ProviderException(old.kind(), "this pod is too much")),
                refuses("keeps what it has refused", "2.6", true, old -> old),
                applies("shows secrets when it refuses", "6.2", (correct, backend, pod, before) -> {
                    try {
                        correct.apply(pod);
                    } catch (ProviderException exception) {
                        throw new ProviderException(
                                exception.kind(),
                                exception.getMessage()
                                        + pod.container(TestPod.MAIN).environment());
                    }
                }),
                applies(
                        "runs init containers beside the others",
                        "2.2 2.7",
                        (correct, backend, pod, before) -> correct.apply(copy(pod, initBeside(pod), pod.files()))),
                applies(
                        "never restarts",
                        "2.7 2.9 9.3",
                        (correct, backend, pod, before) -> correct.apply(copy(pod, policy(pod, "Never"), pod.files()))),
                applies(
                        "restarts what ended well",
                        "2.7",
                        (correct, backend, pod, before) -> correct.apply(copy(
                                pod,
                                pod.pod().getSpec().getRestartPolicy().equals("OnFailure")
                                        ? policy(pod, "Always")
                                        : pod.pod(),
                                pod.files()))),
                applies(
                        "leaves late values as they are",
                        "2.8",
                        (correct, backend, pod, before) -> correct.apply(mapped(
                                pod,
                                old -> new DesiredContainer(
                                        old.name(),
                                        withoutLateValues(old),
                                        old.command(),
                                        old.args(),
                                        old.restarts())))),
                applies(
                        "counts restarts from zero",
                        "2.9",
                        (correct, backend, pod, before) -> correct.apply(mapped(
                                pod,
                                old -> new DesiredContainer(
                                        old.name(), old.environment(), old.command(), old.args(), 0)))),
                applies(
                        "ignores other resources",
                        "2.10",
                        (correct, backend, pod, before) ->
                                correct.apply(copy(pod, resources(pod, before.orElse(pod)), pod.files()))),
                applies("restarts for other resources", "2.10", (correct, backend, pod, before) -> {
                    correct.apply(pod);
                    if (before.isPresent() && !resources(before.get()).equals(resources(pod))) {
                        backend.restart(pod.ref());
                    }
                }),
                applies("refuses after a failure", "6.3", new Apply() {
                    private final Map<PodRef, Boolean> failed = new ConcurrentHashMap<>();

                    @Override
                    public void apply(Site correct, Backend backend, DesiredPod pod, Optional<DesiredPod> before)
                            throws ProviderException {
                        if (failed.containsKey(pod.ref())) {
                            throw new ProviderException(Kind.INTERNAL, "pod " + pod.ref() + " exists in part");
                        }
                        try {
                            correct.apply(pod);
                        } catch (ProviderException exception) {
                            failed.put(pod.ref(), true);
                            throw exception;
                        }
                    }
                }),
                applies("calls a broken link an inner failure", "6.1 6.3", (correct, backend, pod, before) -> {
                    try {
                        correct.apply(pod);
                    } catch (ProviderException exception) {
                        Kind kind = exception.kind() == Kind.UNREACHABLE ? Kind.INTERNAL : exception.kind();
                        throw new ProviderException(kind, exception.getMessage());
                    }
                }));
    }

    private static Mutant applies(String name, String breaks, Apply apply) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            private final Map<PodRef, DesiredPod> applied = new ConcurrentHashMap<>();

            @Override
            public void apply(DesiredPod pod) throws ProviderException {
                Optional<DesiredPod> before = Optional.ofNullable(applied.putIfAbsent(pod.ref(), pod));
                apply.apply(correct, backend, pod, before);
            }
        });
    }

    private static Mutant refuses(String name, String breaks, boolean keeps, UnaryOperator<ProviderException> refusal) {
        return applies(name, breaks, (correct, backend, pod, before) -> {
            try {
                correct.apply(pod);
            } catch (ProviderException exception) {
                if (exception.kind() != Kind.UNSUPPORTED) {
                    throw exception;
                }
                if (keeps) {
                    correct.apply(withoutVolumes(pod));
                }
                throw refusal.apply(exception);
            }
        });
    }

    private static Site nameOnly(Site correct) {
        return new SiteDecorator(correct) {
            private final Map<String, PodRef> names = new ConcurrentHashMap<>();

            @Override
            public void apply(DesiredPod pod) throws ProviderException {
                String name = pod.ref().namespace() + "/" + pod.ref().name();
                if (names.computeIfAbsent(name, key -> pod.ref()).equals(pod.ref())) {
                    correct.apply(pod);
                }
            }
        };
    }

    private static Site reviving(Site correct) {
        return new SiteDecorator(correct) {
            private final Map<PodRef, Boolean> deleted = new ConcurrentHashMap<>();

            @Override
            public void apply(DesiredPod pod) throws ProviderException {
                if (deleted.remove(pod.ref()) != null) {
                    correct.delete(pod.ref(), Duration.ZERO);
                }
                correct.apply(pod);
            }

            @Override
            public void delete(PodRef pod, Duration grace) throws ProviderException {
                deleted.put(pod, true);
                correct.delete(pod, grace);
            }
        };
    }

    private static void awaitInit(Backend backend, PodRef pod) {
        BackendContainer slow = backend.container(pod, "slow").orElse(null);
        try {
            while (slow != null && !(slow.observe().state() instanceof ContainerState.Terminated)) {
                Thread.sleep(10);
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> withoutLateValues(DesiredContainer container) {
        Map<String, String> environment = new LinkedHashMap<>(container.environment());
        environment.replaceAll((name, value) -> value.replaceAll("[\\uE0F0\\uE0F1]", "?"));
        return environment;
    }

    private static DesiredPod withoutVolumes(DesiredPod pod) {
        return copy(
                pod,
                new PodBuilder(pod.pod())
                        .editSpec()
                        .withVolumes(pod.pod().getSpec().getVolumes().stream()
                                .filter(volume -> volume.getConfigMap() != null)
                                .toList())
                        .endSpec()
                        .build(),
                pod.files());
    }

    private static Pod initBeside(DesiredPod pod) {
        return new PodBuilder(pod.pod())
                .editSpec()
                .addAllToContainers(pod.pod().getSpec().getInitContainers())
                .withInitContainers(List.of())
                .endSpec()
                .build();
    }

    private static Pod policy(DesiredPod pod, String policy) {
        return new PodBuilder(pod.pod())
                .editSpec()
                .withRestartPolicy(policy)
                .endSpec()
                .build();
    }

    private static List<ResourceRequirements> resources(DesiredPod pod) {
        return pod.pod().getSpec().getContainers().stream()
                .map(container -> Objects.requireNonNullElseGet(container.getResources(), ResourceRequirements::new))
                .toList();
    }

    private static Pod resources(DesiredPod pod, DesiredPod before) {
        List<ResourceRequirements> old = resources(before);
        Pod copy = new PodBuilder(pod.pod()).build();
        List<Container> containers = copy.getSpec().getContainers();
        for (int index = 0; index < containers.size(); index++) {
            containers.get(index).setResources(old.get(index));
        }
        return copy;
    }

    private static DesiredPod mapped(DesiredPod pod, UnaryOperator<DesiredContainer> container) {
        Map<String, DesiredContainer> containers = new HashMap<>(pod.containers());
        containers.replaceAll((name, old) -> container.apply(old));
        return new DesiredPod(pod.ref(), pod.pod(), containers, pod.files(), pod.pullCredentials(), pod.hash());
    }

    private static DesiredPod copy(DesiredPod pod, Pod kubernetes, Map<String, List<DesiredFile>> files) {
        return new DesiredPod(pod.ref(), kubernetes, pod.containers(), files, pod.pullCredentials(), pod.hash());
    }
}
