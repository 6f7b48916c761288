// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.EventCorrelator.Written;
import io.outrigger.kube.EventDraft.About;
import io.outrigger.loop.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events in the background, those about one object in order. When more wait than fit, or the API server does not
 * take one after three attempts, it is dropped and counted.
 */
final class ApiEventRecorder implements EventRecorder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiEventRecorder.class);
    private static final int LINES = 4;
    private static final int MOST_WAITING = 4096;
    private static final int ATTEMPTS = 3;
    private static final int MOST_MESSAGE = 4096;
    private static final Duration FLUSH = Duration.ofSeconds(2);

    private final ApiServer api;
    private final Clock clock;
    private final List<Line> lines = new ArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();

    /** One thread and what it remembers. */
    private record Line(ExecutorService writer, EventCorrelator correlator) {}

    ApiEventRecorder(ApiServer api, Clock clock) {
        this.api = api;
        this.clock = clock;
        for (int number = 0; number < LINES; number++) {
            lines.add(new Line(Threads.workers("kube-events", 1), new EventCorrelator()));
        }
    }

    @Override
    public void pod(Pod pod, Type type, String reason, String message, @Nullable String container) {
        var metadata = pod.getMetadata();
        String node = pod.getSpec() == null || pod.getSpec().getNodeName() == null
                ? ""
                : pod.getSpec().getNodeName();
        var about = new About(
                "Pod",
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                metadata.getResourceVersion(),
                container == null ? null : fieldPath(pod, container));
        enqueue(about, node, type, reason, message);
    }

    @Override
    public void node(String node, Type type, String reason, String message) {
        // Node agents use the name as UID; kubectl describe asks for both.
        enqueue(new About("Node", "", node, node, null, null), node, type, reason, message);
    }

    /** How many events were never written. */
    long dropped() {
        return dropped.get();
    }

    private static String fieldPath(Pod pod, String container) {
        if (pod.getSpec() == null || names(pod.getSpec().getContainers(), container)) {
            return "spec.containers{" + container + "}";
        }
        if (names(pod.getSpec().getInitContainers(), container)) {
            return "spec.initContainers{" + container + "}";
        }
        return "spec.ephemeralContainers{" + container + "}";
    }

    private static boolean names(List<Container> containers, String name) {
        return containers.stream().anyMatch(each -> name.equals(each.getName()));
    }

    private void enqueue(About about, String host, Type type, String reason, String message) {
        String word = switch (type) {
            case NORMAL -> "Normal";
            case WARNING -> "Warning";
        };
        String text = message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) : message;
        var draft = new EventDraft(about, host, word, reason, text, clock.instant());
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            drop("more than " + MOST_WAITING + " were waiting");
            return;
        }
        Line line = lines.get(Math.floorMod(about.uid().hashCode(), LINES));
        try {
            line.writer().execute(() -> write(line, draft));
        } catch (RejectedExecutionException closed) {
            waiting.decrementAndGet();
            drop("the connection is closed");
        }
    }

    private void write(Line line, EventDraft draft) {
        try {
            Written event = line.correlator().observe(draft);
            if (event == null) {
                drop("too many about " + draft.about().name());
            } else {
                send(draft, event);
            }
        } catch (KubeException refused) {
            if (!namespaceGoes(refused)) {
                drop(String.valueOf(refused.getMessage()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            drop("the connection is closed");
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Nobody reads events of a namespace that is being deleted (its admission plugin's words), or of one that is gone. */
    private static boolean namespaceGoes(KubeException refused) {
        return refused.notFound()
                || refused.forbidden()
                        && String.valueOf(refused.getMessage()).contains("because it is being terminated");
    }

    private void drop(String why) {
        if (dropped.incrementAndGet() == 1) {
            log.warn("events are being dropped, how many a metric tells; the first: {}", why);
        }
    }

    private void send(EventDraft draft, Written event) throws KubeException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                sendOnce(draft, event);
                return;
            } catch (KubeException failure) {
                boolean passes = failure.code() == 0 || failure.code() == 429 || failure.code() >= 500;
                if (!passes || attempt == ATTEMPTS) {
                    throw failure;
                }
                Thread.sleep(failure.retryAfter()
                        .orElse(Duration.ofMillis(500L * attempt))
                        .toMillis());
            }
        }
    }

    private void sendOnce(EventDraft draft, Written event) throws KubeException {
        String path = "api/v1/namespaces/" + draft.about().eventNamespace() + "/events";
        String what =
                "recording event " + draft.reason() + " about " + draft.about().name();
        if (event.count() > 1) {
            ObjectNode patch = api.json().object();
            patch.put("count", event.count()).put("lastTimestamp", text(draft.time()));
            patch.put("message", event.message());
            try {
                api.send(ApiRequest.strategicMerge(
                        path + "/" + event.name(), api.json().write(patch), what));
                return;
            } catch (KubeException refused) {
                if (!refused.notFound()) {
                    throw refused;
                }
                // Events live for an hour; this one is written anew.
            }
        }
        api.send(ApiRequest.post(path, api.json().write(object(draft, event)), what));
    }

    private ObjectNode object(EventDraft draft, Written event) {
        About about = draft.about();
        ObjectNode object = api.json().object();
        object.put("kind", "Event").put("apiVersion", "v1");
        object.putObject("metadata").put("name", event.name()).put("namespace", about.eventNamespace());
        ObjectNode involved = object.putObject("involvedObject").put("kind", about.kind());
        if (!about.namespace().isEmpty()) {
            involved.put("namespace", about.namespace());
        }
        involved.put("name", about.name()).put("uid", about.uid()).put("apiVersion", "v1");
        if (about.resourceVersion() != null) {
            involved.put("resourceVersion", about.resourceVersion());
        }
        if (about.fieldPath() != null) {
            involved.put("fieldPath", about.fieldPath());
        }
        object.put("reason", draft.reason()).put("message", event.message()).put("type", draft.type());
        object.putObject("source").put("component", "kubelet").put("host", draft.host());
        object.put("firstTimestamp", text(event.first())).put("lastTimestamp", text(draft.time()));
        object.put("count", event.count());
        return object.put("reportingComponent", "kubelet").put("reportingInstance", draft.host());
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Waits two seconds at most for what is waiting, and drops the rest. */
    @Override
    public void close() {
        lines.forEach(line -> line.writer().shutdown());
        long end = System.nanoTime() + FLUSH.toNanos();
        for (Line line : lines) {
            try {
                if (!line.writer().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    dropped.addAndGet(line.writer().shutdownNow().size());
                }
            } catch (InterruptedException stopped) {
                line.writer().shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
