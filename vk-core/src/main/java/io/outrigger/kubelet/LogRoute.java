// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kubelet.stream.CallingThread;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /containerLogs/{namespace}/{pod}/{container}}. A request is checked on the event loop and then has a worker
 * thread to itself until the log or the client ends.
 */
final class LogRoute {

    private static final Logger LOG = LoggerFactory.getLogger(LogRoute.class);
    private static final int PIECE = 64 * 1024;

    private final PodLookup pods;
    private final Clock clock;
    private final StreamSlots slots;
    private final Executor threads;
    private final Executor closers;

    /**
     * @param threads runs at once what it is given; the slots bound how much that is
     * @param closers closes at once what a client has left behind
     */
    LogRoute(PodLookup pods, Clock clock, StreamSlots slots, Executor threads, Executor closers) {
        this.pods = pods;
        this.clock = clock;
        this.slots = slots;
        this.threads = threads;
        this.closers = closers;
    }

    /** Serves one request; on its event loop. */
    void serve(HttpServerRequest request, List<String> path) throws HttpRefusal {
        if (path.size() != 3) {
            throw new HttpRefusal(404, Router.NOT_FOUND);
        }
        require(path.get(1), "Missing podID.");
        require(path.get(2), "Missing container name.");
        require(path.get(0), "Missing podNamespace.");
        var wanted = LogRequest.parse(query(request), clock.instant());
        var pod = pods.pod(path.get(0), path.get(1))
                .orElseThrow(() -> new HttpRefusal(404, "pod \"" + path.get(1) + "\" does not exist\n"));
        var container = path.get(2);
        LogInstance.requireContainer(pod, container);
        boolean before = LogInstance.before(pod, container, wanted.previous());
        var node = pod.getSpec().getNodeName();
        var logs = logs(node);
        slots.take(node);
        var body = new ResponseBody(request.response());
        var caller = new CallingThread();
        body.whenGone(caller::cancel);
        threads.execute(() -> {
            try {
                answer(body, caller, logs, pod, container, wanted, before);
            } finally {
                slots.release(node);
            }
        });
    }

    private void answer(
            ResponseBody body,
            CallingThread caller,
            ContainerLogs logs,
            Pod pod,
            String container,
            LogRequest wanted,
            boolean before) {
        var ref = PodRef.of(pod);
        try (var log = open(caller, logs, ref, container, wanted.options(before))) {
            body.whenGone(() -> closers.execute(() -> close(log, ref)));
            copy(log, body, wanted);
        } catch (ProviderException refused) {
            refuse(body, refusal(refused, pod, container, wanted));
        } catch (IOException ended) {
            if (!body.isGone()) {
                LOG.atWarn().addKeyValue("pod", ref).setCause(ended).log("a log broke off at its site");
            }
        } catch (RuntimeException broken) {
            LOG.atError().addKeyValue("pod", ref).setCause(broken).log("the provider failed to show a log");
            refuse(body, new HttpRefusal(500, "the provider failed to show the log: " + broken));
        }
    }

    /** Interrupted when the client leaves meanwhile; what was opened is closed instead. */
    private static InputStream open(
            CallingThread caller, ContainerLogs logs, PodRef pod, String container, LogOptions options)
            throws ProviderException {
        if (!caller.enter()) {
            return InputStream.nullInputStream();
        }
        try {
            return logs.open(pod, container, options);
        } finally {
            caller.leave();
        }
    }

    private static void copy(InputStream log, ResponseBody body, LogRequest wanted) throws IOException {
        body.begin(Answers.TEXT);
        var text = new LogText(wanted.timestamps(), wanted.since(), wanted.limitBytes());
        var piece = new byte[PIECE];
        try {
            for (int length = log.read(piece); length >= 0; length = log.read(piece)) {
                body.write(text.take(piece, length));
                if (text.full()) {
                    break;
                }
            }
            body.write(text.end());
        } finally {
            body.end();
        }
    }

    /** Before the first byte this is an answer; after it, the end of the connection. */
    private static void refuse(ResponseBody body, HttpRefusal refusal) {
        try {
            body.refuse(refusal);
        } catch (IOException late) {
            LOG.atDebug().setCause(late).log("nobody was there to be told: {}", refusal.body());
        }
    }

    private ContainerLogs logs(String node) throws HttpRefusal {
        var site = pods.site(node).orElseThrow(() -> new HttpRefusal(500, "site \"" + node + "\" is not open"));
        return site.logs()
                .orElseThrow(
                        () -> new HttpRefusal(501, "site \"" + node + "\" cannot show logs: its provider has none"));
    }

    /** 400 and 500 are the codes whose text the API server hands on to the user unchanged. */
    private static HttpRefusal refusal(ProviderException refused, Pod pod, String container, LogRequest wanted) {
        String message = String.valueOf(refused.getMessage());
        return switch (refused.kind()) {
            case NOT_FOUND ->
                wanted.previous() ? LogInstance.notFound(pod, container) : new HttpRefusal(400, message, refused);
            case INVALID_POD, INVALID_CONFIG -> new HttpRefusal(400, message, refused);
            case UNSUPPORTED -> new HttpRefusal(501, message, refused);
            case BUSY -> new HttpRefusal(429, message, refused);
            case UNREACHABLE, INTERNAL -> new HttpRefusal(500, message, refused);
        };
    }

    private static MultiMap query(HttpServerRequest request) throws HttpRefusal {
        try {
            return request.params();
        } catch (IllegalArgumentException malformed) {
            throw new HttpRefusal(400, "{\"message\": \"Unable to decode query.\"}", malformed);
        }
    }

    private static void require(String segment, String message) throws HttpRefusal {
        if (segment.isEmpty()) {
            throw new HttpRefusal(400, "{\"message\": \"" + message + "\"}");
        }
    }

    private static void close(InputStream log, PodRef pod) {
        try {
            log.close();
        } catch (IOException failed) {
            LOG.atWarn().addKeyValue("pod", pod).setCause(failed).log("a log could not be closed");
        }
    }
}
