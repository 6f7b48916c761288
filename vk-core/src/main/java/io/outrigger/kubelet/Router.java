// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits requests and hands them to their routes; runs on event loops. Nothing but {@code /healthz}, which says one word,
 * is served to strangers: the probes of a Pod have no certificate.
 */
final class Router {

    static final String NOT_FOUND = "404 page not found\n";

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String METRICS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final boolean anonymous;
    private final ClientAuthority clients;
    private final LogRoute logs;
    private final CommandRoute commands;
    private final RunRoute runs;
    private final PortForwardRoute portForwards;
    private final PodsRoute pods;
    private final Supplier<String> metrics;
    private final Executor workers;

    Router(
            boolean anonymous,
            ClientAuthority clients,
            LogRoute logs,
            CommandRoute commands,
            RunRoute runs,
            PortForwardRoute portForwards,
            PodsRoute pods,
            Supplier<String> metrics,
            Executor workers) {
        this.anonymous = anonymous;
        this.clients = clients;
        this.logs = logs;
        this.commands = commands;
        this.runs = runs;
        this.portForwards = portForwards;
        this.pods = pods;
        this.metrics = metrics;
        this.workers = workers;
    }

    void handle(HttpServerRequest request) {
        var response = request.response();
        try {
            route(request, segments(request));
        } catch (HttpRefusal refusal) {
            Answers.refuse(response, refusal);
        } catch (RuntimeException broken) {
            LOG.atError().addKeyValue("path", request.path()).setCause(broken).log("request failed");
            Answers.text(response, 500, "internal error; the log of this program says more\n");
        }
    }

    private void route(HttpServerRequest request, List<String> path) throws HttpRefusal {
        var first = path.get(0);
        var rest = path.subList(1, path.size());
        if (!first.equals("healthz") && !admitted(request)) {
            throw new HttpRefusal(401, "Unauthorized");
        }
        switch (first) {
            case "healthz" -> healthz(request, rest);
            case "pods" -> {
                only(request, rest);
                pods.serve(new ResponseBody(request.response()));
            }
            case "metrics" -> {
                only(request, rest);
                metrics(request.response());
            }
            case "containerLogs" -> {
                allow(request, "GET");
                logs.serve(request, rest);
            }
            case "exec" -> {
                allow(request, "GET, POST");
                commands.exec(request, rest);
            }
            case "attach" -> {
                allow(request, "GET, POST");
                commands.attach(request, rest);
            }
            case "run" -> {
                allow(request, "POST");
                runs.serve(request, rest);
            }
            case "portForward" -> {
                allow(request, "GET, POST");
                portForwards.serve(request, rest);
            }
            default -> throw new HttpRefusal(404, NOT_FOUND);
        }
    }

    private static void healthz(HttpServerRequest request, List<String> rest) throws HttpRefusal {
        if (rest.size() > 1 || !List.of("", "ping", "log", "syncloop").contains(String.join("", rest))) {
            throw new HttpRefusal(404, NOT_FOUND);
        }
        allow(request, "GET");
        Answers.text(request.response(), 200, "ok");
    }

    private void metrics(HttpServerResponse response) {
        var body = new ResponseBody(response);
        workers.execute(() -> {
            try {
                body.send(METRICS_TEXT, metrics.get());
            } catch (IOException left) {
                LOG.atDebug().setCause(left).log("the client left before the metrics were sent");
            }
        });
    }

    private boolean admitted(HttpServerRequest request) {
        if (anonymous) {
            return true;
        }
        try {
            return clients.admits(request.connection().peerCertificates());
        } catch (SSLPeerUnverifiedException none) {
            return false;
        }
    }

    /** A route without anything behind it but perhaps a slash. */
    private static void only(HttpServerRequest request, List<String> rest) throws HttpRefusal {
        if (!String.join("/", rest).isEmpty()) {
            throw new HttpRefusal(404, NOT_FOUND);
        }
        allow(request, "GET");
    }

    private static void allow(HttpServerRequest request, String methods) throws HttpRefusal {
        if (!List.of(methods.split(", ")).contains(request.method().name())) {
            request.response().putHeader("Allow", methods);
            throw new HttpRefusal(405, "Method Not Allowed");
        }
    }

    private static List<String> segments(HttpServerRequest request) throws HttpRefusal {
        var path = request.path();
        if (path == null || !path.startsWith("/")) {
            throw new HttpRefusal(404, NOT_FOUND);
        }
        var segments = new ArrayList<String>();
        for (var segment : path.substring(1).split("/", -1)) {
            segments.add(decode(segment));
        }
        return segments;
    }

    private static String decode(String segment) throws HttpRefusal {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new HttpRefusal(404, NOT_FOUND, malformed);
        }
    }
}
