// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteStatistics;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Providers whose logs, exec, attach, port-forward or statistics are wrong. */
final class CapabilityMutants {

    private CapabilityMutants() {}

    static List<Mutant> all() {
        return List.of(
                logs(
                        "writes times without nanoseconds",
                        "9.1",
                        correct -> (pod, container, options) -> edited(
                                correct.open(pod, container, options),
                                options,
                                log -> log.replaceAll("(?m)\\.\\d{9}Z ", "Z "))),
                logs(
                        "trims the lines of logs",
                        "9.1",
                        correct -> (pod, container, options) -> edited(
                                correct.open(pod, container, options), options, log -> log.replaceAll(" +", " "))),
                logs(
                        "ignores tailLines",
                        "9.2",
                        correct -> (pod, container, options) -> correct.open(
                                pod,
                                container,
                                new LogOptions(
                                        options.previous(), options.follow(), OptionalLong.empty(), options.since()))),
                logs(
                        "follows only what is there",
                        "9.2 9.4",
                        correct -> (pod, container, options) -> correct.open(
                                pod,
                                container,
                                new LogOptions(options.previous(), false, options.tailLines(), options.since()))),
                logs(
                        "shows the present instance as the previous one",
                        "9.3",
                        correct -> (pod, container, options) -> correct.open(
                                pod,
                                container,
                                new LogOptions(false, options.follow(), options.tailLines(), options.since()))),
                logs(
                        "keeps a closed log open",
                        "9.4",
                        correct -> (pod, container, options) ->
                                new FilterInputStream(correct.open(pod, container, options)) {
                                    @Override
                                    public void close() {}
                                }),
                Mutant.site("lets a follower hold up the site", "7.2", (correct, backend, context) -> held(correct)),
                exec("loses exit codes of commands", "10.1", correct -> (pod, container, command, streams) -> {
                    correct.exec(pod, container, command, streams);
                    return 0;
                }),
                exec("runs commands where nothing runs", "10.1", correct -> (pod, container, command, streams) -> {
                    try {
                        return correct.exec(pod, container, command, streams);
                    } catch (ProviderException exception) {
                        return 1;
                    }
                }),
                exec(
                        "loses output of commands",
                        "10.1 10.3",
                        correct -> (pod, container, command, streams) -> correct.exec(
                                pod,
                                container,
                                command,
                                new ContainerStreams(streams.input(), firstLine(streams), null, null))),
                exec(
                        "leaves a command when interrupted",
                        "10.2",
                        correct -> (pod, container, command, streams) ->
                                elsewhere(() -> correct.exec(pod, container, command, streams))),
                exec(
                        "never ends the input of commands",
                        "10.3",
                        correct -> (pod, container, command, streams) -> correct.exec(
                                pod,
                                container,
                                command,
                                new ContainerStreams(
                                        streams.input() == null ? null : endless(streams.input()),
                                        streams.output(),
                                        null,
                                        null))),
                Mutant.site(
                        "kills what it was attached to",
                        "10.2",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public Optional<ContainerAttach> attach() {
                                ContainerAttach attach = correct.attach().orElseThrow();
                                return Optional.of((pod, container, streams) -> {
                                    try {
                                        attach.attach(pod, container, streams);
                                    } catch (InterruptedException exception) {
                                        backend.delete(pod, Duration.ofNanos(1));
                                        throw exception;
                                    }
                                });
                            }
                        }),
                forward("closes a connection for a half-close", "10.3", correct -> (pod, port) -> {
                    correct.connect(pod, port);
                    return new Closed();
                }),
                forward("connects where nobody listens", "10.3", correct -> (pod, port) -> {
                    try {
                        return correct.connect(pod, port);
                    } catch (ProviderException exception) {
                        return new Closed();
                    }
                }),
                Mutant.site(
                        "has no statistics and does not say so",
                        "10.4 10.5",
                        (correct, backend, context) -> new SiteDecorator(correct) {
                            @Override
                            public Optional<SiteStatistics> stats() {
                                return Optional.empty();
                            }
                        }),
                stats(
                        "lets processor time fall",
                        "10.5",
                        snapshot -> new SiteStatistics.Snapshot(
                                snapshot.time(),
                                new SiteStatistics.Usage(
                                        snapshot.site().startTime(), Long.MAX_VALUE - System.nanoTime(), 1),
                                snapshot.pods())),
                stats(
                        "measures no containers",
                        "10.5",
                        snapshot -> new SiteStatistics.Snapshot(snapshot.time(), snapshot.site(), List.of())));
    }

    private static Mutant logs(String name, String breaks, UnaryOperator<ContainerLogs> change) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            @Override
            public Optional<ContainerLogs> logs() {
                return correct.logs().map(change);
            }
        });
    }

    private static Mutant exec(String name, String breaks, UnaryOperator<ContainerExec> change) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            @Override
            public Optional<ContainerExec> exec() {
                return correct.exec().map(change);
            }
        });
    }

    private static Mutant forward(String name, String breaks, UnaryOperator<PortForward> change) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            @Override
            public Optional<PortForward> portForward() {
                return correct.portForward().map(change);
            }
        });
    }

    private static Mutant stats(String name, String breaks, UnaryOperator<SiteStatistics.Snapshot> change) {
        return Mutant.site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            @Override
            public Optional<SiteStatistics> stats() {
                SiteStatistics measured = correct.stats().orElseThrow();
                return Optional.of(() -> change.apply(measured.read()));
            }
        });
    }

    private static InputStream edited(InputStream log, LogOptions options, Function<String, String> edit) {
        if (options.follow()) {
            return log;
        }
        try (log) {
            String text = new String(log.readAllBytes(), StandardCharsets.UTF_8);
            return new ByteArrayInputStream(edit.apply(text).getBytes(StandardCharsets.UTF_8));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** A site that answers nothing else while somebody reads a followed log. */
    private static Site held(Site correct) {
        Object lock = new Object();
        return new SiteDecorator(correct) {
            @Override
            public List<ObservedPod> list() throws ProviderException {
                synchronized (lock) {
                    return correct.list();
                }
            }

            @Override
            public Optional<ContainerLogs> logs() {
                return correct.logs().map(logs -> (pod, container, options) -> {
                    if (!options.follow() || finite(pod)) {
                        return logs.open(pod, container, options);
                    }
                    return new FilterInputStream(logs.open(pod, container, options)) {
                        @Override
                        public int read(byte[] target, int offset, int length) throws IOException {
                            synchronized (lock) {
                                return super.read(target, offset, length);
                            }
                        }
                    };
                });
            }

            private boolean finite(PodRef pod) throws ProviderException {
                return listed(pod).filter(each -> !each.running()).isPresent();
            }
        };
    }

    private static OutputStream firstLine(ContainerStreams streams) {
        return new OutputStream() {
            private boolean over;

            @Override
            public void write(int one) throws IOException {
                if (!over) {
                    streams.output().write(one);
                }
                over |= one == '\n';
            }
        };
    }

    /** Runs a command on another thread, which nobody interrupts. */
    private static int elsewhere(Callable<Integer> command) throws ProviderException, InterruptedException {
        FutureTask<Integer> task = new FutureTask<>(command);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException exception) {
            if (exception.getCause() instanceof ProviderException cause) {
                throw cause;
            }
            throw new ProviderException(Kind.INTERNAL, "the command failed", exception);
        }
    }

    private static InputStream endless(InputStream input) {
        return new FilterInputStream(input) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                try {
                    if (count < 0) {
                        Thread.sleep(Duration.ofMinutes(1).toMillis());
                    }
                } catch (InterruptedException exception) {
                    Thread.currentThread().interrupt();
                }
                return count;
            }
        };
    }

    /** A connection that has ended. */
    private static final class Closed implements PortForward.Connection {

        @Override
        public InputStream input() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {}
    }
}
