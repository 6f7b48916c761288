// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.host.ContainerReport.Phase;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Opens the logs that the supervisor's pumps keep on the host. */
final class HostLogs implements ContainerLogs {

    private final HostHome home;
    private final Supervisor supervisor;

    HostLogs(HostHome home, Supervisor supervisor) {
        this.home = home;
        this.supervisor = supervisor;
    }

    @Override
    public InputStream open(PodRef pod, String container, LogOptions options) throws ProviderException {
        if (!PodIdentity.valid(pod.uid()) || !PodIdentity.validLabel(container)) {
            throw notFound("container \"" + container + "\" in pod \"" + pod.name() + "\" not found");
        }
        Optional<PodReport> report = supervisor.report(pod.uid());
        if (report.isEmpty() || !report.get().containers().containsKey(container)) {
            throw notFound("container \"" + container + "\" in pod \"" + pod.name() + "\" not found");
        }
        String directory = home.paths().pod(pod.uid()) + "/containers/" + container + "/logs";
        try {
            return open(pod, report.get().container(container), directory, options);
        } catch (IOException exception) {
            throw home.failure("read the log of container " + container + " of pod " + pod, exception);
        }
    }

    private InputStream open(PodRef pod, ContainerReport report, String directory, LogOptions options)
            throws IOException, ProviderException {
        Link link = home.link();
        LogSegments segments = LogSegments.find(link, directory);
        long instance = instance(pod, report, segments, options.previous());
        List<Long> numbers = segments.of(instance);
        LogTail begin = options.tailLines().isPresent()
                ? LogTail.find(
                        link, directory, instance, numbers, options.tailLines().getAsLong())
                : new LogTail(LogSince.skip(link, directory, instance, numbers, options.since()), 0);
        boolean follow = options.follow() && !options.previous();
        return new LogStream(
                link, directory, instance, begin, follow, thorough -> ended(pod, directory, instance, thorough));
    }

    private static long instance(PodRef pod, ContainerReport report, LogSegments segments, boolean previous)
            throws ProviderException {
        long current = report.number("restarts", segments.latest().orElse(0));
        // A container that waits for its next start shows its last instance as current and as previous one.
        long wanted = previous && report.phase() != Phase.BACKOFF ? current - 1 : current;
        if (!segments.of(wanted).isEmpty()) {
            return wanted;
        }
        String name = "container \"" + report.name() + "\" in pod \"" + pod.name() + "\"";
        throw notFound(
                previous
                        ? "previous terminated " + name + " not found"
                        : name + " is waiting to start: " + waiting(report));
    }

    /** In the kubelet's words. */
    private static String waiting(ContainerReport report) {
        String reason = report.state().getOrDefault("waiting", "");
        return switch (reason) {
            case "" -> "ContainerCreating";
            case "ErrImagePull" -> "image can't be pulled";
            case "ImagePullBackOff" -> "trying and failing to pull image";
            default -> reason;
        };
    }

    /** The end mark tells it; when the disk was too full for one, or the pod was forgotten, the report does. */
    private boolean ended(PodRef pod, String directory, long instance, boolean thorough) throws IOException {
        Link link = home.link();
        if (link.exists(LogSegments.endMark(directory, instance))) {
            return true;
        }
        if (!thorough) {
            return false;
        }
        try {
            home.ready();
        } catch (ProviderException exception) {
            // The site is away, and the container may go on.
            return false;
        }
        return !link.exists(home.paths().pod(pod.uid()));
    }

    private static ProviderException notFound(String message) {
        return new ProviderException(Kind.NOT_FOUND, message);
    }
}
