// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Everything a site can do besides its duty, in memory. */
final class BackendStreams implements ContainerLogs, ContainerExec, ContainerAttach, PortForward, SiteStatistics {

    private final Backend backend;
    private final Instant begin = Instant.now();

    BackendStreams(Backend backend) {
        this.backend = backend;
    }

    private BackendContainer find(PodRef pod, String container) throws ProviderException {
        return backend.container(pod, container)
                .orElseThrow(() -> notFound("container \"" + container + "\" not found in pod " + pod));
    }

    private BackendContainer running(PodRef pod, String container) throws ProviderException {
        BackendContainer found = find(pod, container);
        synchronized (backend) {
            if (!found.running()) {
                throw notFound("container \"" + container + "\" of pod " + pod + " does not run");
            }
        }
        return found;
    }

    private static ProviderException notFound(String message) {
        return new ProviderException(ProviderException.Kind.NOT_FOUND, message);
    }

    @Override
    public InputStream open(PodRef pod, String container, LogOptions options) throws ProviderException {
        BackendContainer found = find(pod, container);
        BackendLog log;
        synchronized (backend) {
            log = options.previous() ? found.previous : found.log;
        }
        if (log == null) {
            throw notFound("previous terminated container \"" + container + "\" in pod " + pod + " not found");
        }
        return log.read(options.tailLines(), options.follow());
    }

    @Override
    public int exec(PodRef pod, String container, List<String> command, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        running(pod, container);
        try {
            return new Interpreter(new Command(streams)).run(backend.program(command));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public void attach(PodRef pod, String container, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        BackendContainer found = running(pod, container);
        synchronized (backend) {
            found.attached.add(streams);
            backend.notifyAll();
            try {
                while (found.running()) {
                    backend.wait();
                }
            } finally {
                found.attached.remove(streams);
            }
        }
    }

    @Override
    public Connection connect(PodRef pod, int port) throws ProviderException {
        BackendContainer found = running(pod, TestPod.MAIN);
        synchronized (backend) {
            if (found.port != port) {
                throw notFound("nobody listens on port " + port + " of pod " + pod);
            }
        }
        return new Echo();
    }

    @Override
    public Snapshot read() {
        Instant now = Instant.now();
        List<PodUsage> pods = new ArrayList<>();
        for (ObservedPod pod : backend.list()) {
            Map<String, Usage> usage = new HashMap<>();
            pod.containers().forEach(container -> {
                if (container.state() instanceof ContainerState.Running running) {
                    usage.put(container.name(), since(running.startedAt(), now));
                }
            });
            pods.add(new PodUsage(pod.ref(), usage));
        }
        return new Snapshot(now, since(begin, now), pods);
    }

    private static Usage since(Instant start, Instant now) {
        return new Usage(start, Math.max(0, Duration.between(start, now).toNanos()), 1);
    }

    /** What surrounds a command: only its streams. */
    private record Command(ContainerStreams streams) implements Interpreter.Surroundings {

        @Override
        public void write(String text) throws IOException {
            streams.output().write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String variable(String name) {
            return "";
        }

        @Override
        public String file(String volume, String path) {
            return "missing\n";
        }

        @Override
        public InputStream input() {
            return streams.input() == null ? InputStream.nullInputStream() : streams.input();
        }

        @Override
        public void listen(int port) {}

        @Override
        public void pause(Duration atMost) throws InterruptedException {
            Thread.sleep(atMost.toMillis());
        }

        @Override
        public boolean askedToStop() {
            return false;
        }

        @Override
        public boolean killed() {
            return false;
        }
    }

    /** A connection to a server that answers with the question once it is complete. */
    private static final class Echo implements Connection {

        private final CompletableFuture<InputStream> answer = new CompletableFuture<>();
        private final ByteArrayOutputStream question = new ByteArrayOutputStream() {
            @Override
            public void close() {
                answer.complete(new ByteArrayInputStream(toByteArray()));
            }
        };

        @Override
        public InputStream input() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    return answer.join().read();
                }
            };
        }

        @Override
        public OutputStream output() {
            return question;
        }

        @Override
        public void close() throws IOException {
            question.close();
        }
    }
}
