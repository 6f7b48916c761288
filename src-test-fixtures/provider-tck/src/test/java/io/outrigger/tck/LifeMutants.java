// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Providers that begin or end wrongly. */
final class LifeMutants {

    private LifeMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("has a name that is no label", "1.1", new Mutation() {
                    @Override
                    public String name() {
                        return "Correct_Provider";
                    }
                }),
                Mutant.of("has another name every time", "1.1", new Mutation() {
                    private final AtomicInteger count = new AtomicInteger();

                    @Override
                    public String name() {
                        return "correct-" + count.incrementAndGet();
                    }
                }),
                Mutant.of("starts a thread in create", "1.2", new Mutation() {
                    @Override
                    public void create(Backend backend, ProviderContext context) {
                        context.threads().newThread(() -> {}).start();
                    }
                }),
                Mutant.of("reaches for the site in create", "1.2 1.3 1.4", new Mutation() {
                    @Override
                    public void create(Backend backend, ProviderContext context) throws ProviderException {
                        backend.reach("any");
                    }
                }),
                Mutant.of("reaches for the site in open", "1.3 1.4", new Mutation() {
                    @Override
                    public void open(Backend backend, SiteSpec spec) throws ProviderException {
                        backend.reach(spec.name());
                        Mutation.super.open(backend, spec);
                    }
                }),
                Mutant.of("accepts unknown settings", "1.3", new Mutation() {
                    @Override
                    public void open(Backend backend, SiteSpec spec) {}
                }),
                settings("refuses settings with the wrong kind", "1.3", ProviderException.Kind.INTERNAL, false),
                settings("shows the values of wrong settings", "6.2", ProviderException.Kind.INVALID_CONFIG, true),
                Mutant.site(
                        "fails to start while the site is away",
                        "1.4",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public void start(PodListener pods) throws ProviderException {
                                correct.list();
                                correct.start(pods);
                            }
                        }),
                Mutant.site("leaves a thread behind", "1.5", (correct, backend, context) -> new SiteDecorator(correct) {
                    @Override
                    public void start(PodListener pods) throws ProviderException {
                        context.threads().newThread(LifeMutants::sleep).start();
                        correct.start(pods);
                    }
                }),
                Mutant.site("cannot be closed twice", "1.5", (correct, backend, context) -> new SiteDecorator(correct) {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (closed) {
                            throw new IllegalStateException("closed already");
                        }
                        closed = true;
                        correct.close();
                    }
                }),
                Mutant.site(
                        "kills pods when it is closed",
                        "1.5 2.2 4.5 8.1 8.3",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public void close() {
                                correct.close();
                                backend.list().forEach(pod -> backend.delete(pod.ref(), Duration.ZERO));
                            }
                        }),
                Mutant.site(
                        "starts threads of its own", "1.6", (correct, backend, context) -> new SiteDecorator(correct) {
                            private final Thread own = new Thread(LifeMutants::sleep, "own");

                            @Override
                            public void start(PodListener pods) throws ProviderException {
                                own.setDaemon(true);
                                own.start();
                                correct.start(pods);
                            }

                            @Override
                            public void close() {
                                own.interrupt();
                                correct.close();
                            }
                        }),
                Mutant.site(
                        "restarts what it finds at its start",
                        "1.5 8.1",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public void start(PodListener pods) throws ProviderException {
                                backend.list().forEach(pod -> backend.restart(pod.ref()));
                                correct.start(pods);
                            }
                        }),
                Mutant.site("finishes no delete from before", "8.3", LifeMutants::forgetfulOfDeletes),
                Mutant.site("restarts pods after the link broke", "8.2", (correct, backend, context) -> {
                    backend.restartWithLink();
                    return correct;
                }));
    }

    private static Mutant settings(String name, String breaks, ProviderException.Kind kind, boolean values) {
        return Mutant.of(name, breaks, new Mutation() {
            @Override
            public void open(Backend backend, SiteSpec spec) throws ProviderException {
                if (!spec.settings().isEmpty()) {
                    throw new ProviderException(
                            kind,
                            values
                                    ? spec.settings().toString()
                                    : spec.settings().keySet() + " are unknown");
                }
            }
        });
    }

    /** Keeps the end of a grace in its own memory. */
    private static Site forgetfulOfDeletes(Site correct, Backend backend, ProviderContext context) {
        return new SiteDecorator(correct) {
            private final List<Thread> timers = new CopyOnWriteArrayList<>();

            @Override
            public void delete(PodRef pod, Duration grace) throws ProviderException {
                correct.delete(pod, grace.isZero() ? grace : Duration.ofHours(1));
                if (!grace.isZero()) {
                    Thread timer = context.threads().newThread(() -> end(pod, grace));
                    timers.add(timer);
                    timer.start();
                }
            }

            private void end(PodRef pod, Duration grace) {
                try {
                    Thread.sleep(grace.toMillis());
                    backend.delete(pod, Duration.ofNanos(1));
                } catch (InterruptedException exception) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {
                timers.forEach(Thread::interrupt);
                correct.close();
            }
        };
    }

    private static void sleep() {
        try {
            Thread.sleep(Duration.ofMinutes(1).toMillis());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }
}
