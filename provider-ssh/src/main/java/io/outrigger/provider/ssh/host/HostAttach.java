// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins running containers. What a container writes is read from its log, so that a slow reader neither holds it up nor
 * costs it a line; both its outputs arrive as one, by whole lines. A container that is on a terminal is joined there.
 */
final class HostAttach implements ContainerAttach, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostAttach.class);

    private final HostHome home;
    private final Supervisor supervisor;
    private final HostLogs logs;
    private final HostCommands commands;
    private final HostExec exec;
    private final ThreadFactory threads;
    private final Set<InputStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HostAttach(
            HostHome home,
            Supervisor supervisor,
            HostLogs logs,
            HostCommands commands,
            HostExec exec,
            ThreadFactory threads) {
        this.home = home;
        this.supervisor = supervisor;
        this.logs = logs;
        this.commands = commands;
        this.exec = exec;
        this.threads = threads;
    }

    @Override
    public void attach(PodRef pod, String container, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        ContainerPlace place = ContainerPlace.of(pod, container);
        if (onTerminal(place)) {
            exec.join(place, streams);
            return;
        }
        LogOptions fromNow = new LogOptions(false, true, OptionalLong.of(0), Optional.<Instant>empty());
        try (InputStream log = logs.open(pod, container, fromNow)) {
            open.add(log);
            join(place, log, streams);
        } catch (StreamCopy.ReaderGoneException exception) {
            throw new ProviderException(Kind.INTERNAL, place + " was left: " + exception.getMessage(), exception);
        } catch (IOException exception) {
            throw home.failure("attach to " + place, exception);
        }
    }

    private void join(ContainerPlace place, InputStream log, ContainerStreams streams)
            throws IOException, ProviderException, InterruptedException {
        InputStream input = streams.input();
        try (ContainerInput fed =
                input == null ? null : ContainerInput.feed(place, home, supervisor, commands, input, threads)) {
            LOG.debug("Attached to {}, {} input", place, fed == null ? "without" : "with");
            copy(log, streams);
            if (closed) {
                throw new ProviderException(Kind.UNREACHABLE, place + " was left: the site was closed");
            }
        } finally {
            open.remove(log);
        }
    }

    private static void copy(InputStream log, ContainerStreams streams) throws IOException, InterruptedException {
        try {
            StreamCopy.all(new UnstampedLines(log), streams.output());
        } catch (InterruptedIOException exception) {
            // Not any more, because leaving takes time.
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("the caller went away").initCause(exception);
        }
    }

    /** Whether a container, which must run, is on a terminal of its own. */
    private boolean onTerminal(ContainerPlace place) throws ProviderException {
        PodReport report = supervisor.report(place.pod().uid()).orElseThrow(place::unknown);
        if (!report.containers().containsKey(place.name())) {
            throw place.unknown();
        }
        if (!report.container(place.name()).processAlive()) {
            throw place.notRunning();
        }
        return report.container(place.name()).state().containsKey("terminal");
    }

    /** Leaves every container. */
    @Override
    public void close() {
        closed = true;
        for (InputStream log : open) {
            try {
                log.close();
            } catch (IOException exception) {
                LOG.debug("A log could not be closed: {}", exception.toString());
            }
        }
    }
}
