// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** Providers that see, report or answer wrongly. */
final class ObservationMutants {

    private ObservationMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.site(
                        "lists two pods at most", "4.1 7.1", (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public List<ObservedPod> list() throws ProviderException {
                                return correct.list().stream().limit(2).toList();
                            }
                        }),
                Mutant.site("lists from memory while away", "4.2", (correct, backend, context) -> remembering(correct)),
                Mutant.reports(
                        "reports only the first container of a pod",
                        "4.3",
                        target -> mapping(
                                target,
                                pod -> new ObservedPod(
                                        pod.ref(),
                                        pod.podIps(),
                                        pod.containers().stream().limit(1).toList()))),
                Mutant.reports("reports no changes", "4.3 4.6 4.7 4.8", target -> new ListenerDecorator(target) {
                    @Override
                    public void changed(ObservedPod pod) {}
                }),
                Mutant.reports("reports the running state late", "4.7", ObservationMutants::late),
                Mutant.reports("never reports a gap", "4.4", target -> new ListenerDecorator(target) {
                    @Override
                    public void gap() {}
                }),
                Mutant.site("returns a list that changes", "4.5", (correct, backend, context) -> living(correct)),
                Mutant.site(
                        "goes on reporting after close",
                        "1.5 4.5",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public void close() {}
                        }),
                Mutant.reports(
                        "loses exit codes in reports",
                        "4.6",
                        target -> mapping(
                                target,
                                pod -> new ObservedPod(
                                        pod.ref(),
                                        pod.podIps(),
                                        pod.containers().stream()
                                                .map(ObservationMutants::withoutExitCode)
                                                .toList()))),
                Mutant.site("calls the listener under a lock", "4.8", (correct, backend, context) -> locking(correct)),
                node("answers node from memory", "5.1 6.2", true, node -> node),
                node(
                        "names the operating system wrongly",
                        "5.1",
                        false,
                        node -> new ObservedNode(
                                node.capacity(),
                                Map.of(),
                                new NodeFacts("Linux", "amd64", "", "", "", "", "", ""),
                                Set.of(),
                                Map.of())),
                node("says not how many pods it takes", "5.2", false, node -> {
                    Map<String, Quantity> capacity = new HashMap<>(node.capacity());
                    capacity.remove("pods");
                    return new ObservedNode(capacity, Map.of(), node.facts(), Set.of(), Map.of());
                }),
                Mutant.site("does not name the site", "6.2", (correct, backend, context) -> new SiteDecorator(correct) {
                    @Override
                    public ObservedNode node() throws ProviderException {
                        try {
                            return correct.node();
                        } catch (ProviderException exception) {
                            throw new ProviderException(exception.kind(), "connection refused");
                        }
                    }
                }),
                Mutant.site("takes one call at a time", "7.1", (correct, backend, context) -> jealous(correct)),
                Mutant.site(
                        "finds nothing from before its start",
                        "1.5 2.2 8.1 8.3",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            private final Set<PodRef> own = ConcurrentHashMap.newKeySet();

                            @Override
                            public void apply(DesiredPod pod) throws ProviderException {
                                own.add(pod.ref());
                                correct.apply(pod);
                            }

                            @Override
                            public List<ObservedPod> list() throws ProviderException {
                                return correct.list().stream()
                                        .filter(pod -> own.contains(pod.ref()))
                                        .toList();
                            }
                        }));
    }

    private static PodListener mapping(PodListener target, UnaryOperator<ObservedPod> change) {
        return new ListenerDecorator(target) {
            @Override
            public void changed(ObservedPod pod) {
                target.changed(change.apply(pod));
            }
        };
    }

    private static PodListener late(PodListener target) {
        return new ListenerDecorator(target) {
            private final Map<PodRef, ObservedPod> running = new ConcurrentHashMap<>();

            @Override
            public void changed(ObservedPod pod) {
                target.changed(pod);
                ObservedPod before = pod.running() ? running.put(pod.ref(), pod) : running.remove(pod.ref());
                if (before != null && !pod.running()) {
                    target.changed(before);
                }
            }
        };
    }

    private static ObservedContainer withoutExitCode(ObservedContainer old) {
        if (!(old.state() instanceof ContainerState.Terminated end)) {
            return old;
        }
        var state = new ContainerState.Terminated(
                0, 0, end.reason(), "", end.startedAt(), end.finishedAt(), end.containerId());
        return new ObservedContainer(
                old.name(), state, null, old.restarts(), false, false, old.image(), "", old.containerId());
    }

    private static Site remembering(Site correct) {
        return new SiteDecorator(correct) {
            private volatile List<ObservedPod> known = List.of();

            @Override
            public List<ObservedPod> list() throws ProviderException {
                try {
                    known = correct.list();
                } catch (ProviderException exception) {
                    return known;
                }
                return known;
            }
        };
    }

    private static Site living(Site correct) {
        return new SiteDecorator(correct) {
            @Override
            public List<ObservedPod> list() throws ProviderException {
                List<ObservedPod> now = correct.list();
                return new AbstractList<>() {
                    @Override
                    public ObservedPod get(int index) {
                        return fresh().get(index);
                    }

                    @Override
                    public int size() {
                        return fresh().size();
                    }

                    private List<ObservedPod> fresh() {
                        try {
                            return correct.list();
                        } catch (ProviderException exception) {
                            return now;
                        }
                    }
                };
            }
        };
    }

    private static Site locking(Site correct) {
        ReentrantLock lock = new ReentrantLock();
        return new SiteDecorator(correct) {
            @Override
            public void start(PodListener pods) throws ProviderException {
                correct.start(new ListenerDecorator(pods) {
                    @Override
                    public void changed(ObservedPod pod) {
                        lock.lock();
                        try {
                            pods.changed(pod);
                        } finally {
                            lock.unlock();
                        }
                    }
                });
            }

            @Override
            public List<ObservedPod> list() throws ProviderException {
                lock.lock();
                try {
                    return correct.list();
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    private static Mutant node(String name, String breaks, boolean remembers, UnaryOperator<ObservedNode> change) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            private volatile ObservedNode known = new ObservedNode(
                    Map.of(), Map.of(), new NodeFacts("", "", "", "", "", "", "", ""), Set.of(), Map.of());

            @Override
            public ObservedNode node() throws ProviderException {
                try {
                    known = change.apply(correct.node());
                } catch (ProviderException exception) {
                    if (!remembers) {
                        throw exception;
                    }
                }
                return known;
            }
        });
    }

    private static Site jealous(Site correct) {
        ReentrantLock lock = new ReentrantLock();
        return new SiteDecorator(correct) {
            @Override
            public void apply(DesiredPod pod) throws ProviderException {
                if (!lock.tryLock()) {
                    throw new ProviderException(Kind.BUSY, "one call at a time");
                }
                try {
                    Thread.sleep(Duration.ofMillis(50).toMillis());
                    correct.apply(pod);
                } catch (InterruptedException exception) {
                    Thread.currentThread().interrupt();
                } finally {
                    lock.unlock();
                }
            }
        };
    }
}
