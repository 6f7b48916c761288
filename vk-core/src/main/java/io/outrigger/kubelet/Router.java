// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads requests through the gate to their routes; runs on event loops. Strangers are served nothing, not even the news
 * that there is nothing: probes without credentials have a {@link HealthServer}.
 */
final class Router {

    static final String NOT_FOUND = "404 page not found\n";

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final List<String> NOWHERE = List.of("");
    private static final String GET = "GET";
    private static final String GET_OR_POST = "GET, POST";

    private final Gate gate;
    private final PodLookup pods;
    private final Map<String, Entry> routes = new HashMap<>();

    Router(
            Gate gate,
            PodLookup pods,
            LogRoute logs,
            CommandRoute commands,
            RunRoute runs,
            PortForwardRoute portForwards,
            PodsRoute lists,
            StatsRoute stats,
            ConfigRoute config,
            MetricsRoute metrics) {
        this.gate = gate;
        this.pods = pods;
        add("containerLogs", GET, (request, rest, node) -> logs.serve(request, rest));
        add("exec", GET_OR_POST, (request, rest, node) -> commands.exec(request, rest));
        add("attach", GET_OR_POST, (request, rest, node) -> commands.attach(request, rest));
        add("run", "POST", (request, rest, node) -> runs.serve(request, rest));
        add("portForward", GET_OR_POST, (request, rest, node) -> portForwards.serve(request, rest));
        add("pods", GET, (request, rest, node) -> {
            only(rest);
            lists.all(new ResponseBody(request.response()), node);
        });
        add("runningpods", GET, (request, rest, node) -> {
            only(rest);
            lists.running(new ResponseBody(request.response()), node);
        });
        add("configz", GET, (request, rest, node) -> {
            only(rest);
            config.serve(request.response());
        });
        add("stats", GET_OR_POST, (request, rest, node) -> {
            if (rest.isEmpty() || rest.size() > 2 || !rest.get(0).equals("summary")) {
                throw new HttpRefusal(404, NOT_FOUND);
            }
            stats.summary(request, node);
        });
        add("metrics", GET, (request, rest, node) -> {
            switch (String.join("/", rest.subList(0, Math.min(1, rest.size())))) {
                case "" -> {
                    only(rest);
                    metrics.serve(new ResponseBody(request.response()));
                }
                case "resource" -> stats.resource(request, node);
                // Nothing is probed or seen by cAdvisor here, but scrapers ask.
                case "probes", "cadvisor" -> Answers.body(request.response(), Answers.METRICS, "");
                default -> throw new HttpRefusal(404, NOT_FOUND);
            }
        });
        add("logs", GET, (request, rest, node) -> {
            throw new HttpRefusal(405, "logs endpoint is disabled.\n");
        });
        add("healthz", GET, (request, rest, node) -> healthz(request, rest));
    }

    /** The first segments of the paths that are served. */
    Set<String> routes() {
        return Set.copyOf(routes.keySet());
    }

    /** What serves the paths that begin with one segment. */
    private interface Route {
        void serve(HttpServerRequest request, List<String> rest, String node) throws HttpRefusal;
    }

    private record Entry(String methods, Route route) {}

    private void add(String first, String methods, Route route) {
        routes.put(first, new Entry(methods, route));
    }

    void handle(HttpServerRequest request) {
        guarded(request, () -> {
            var path = segments(request);
            var node = NodeName.of(request, path, pods);
            gate.pass(request, path.get(0), node, () -> guarded(request, () -> dispatch(request, path, node)));
        });
    }

    private void dispatch(HttpServerRequest request, List<String> path, String node) throws HttpRefusal {
        var entry = routes.get(path.get(0));
        if (entry == null) {
            throw new HttpRefusal(404, NOT_FOUND);
        }
        allow(request, entry.methods());
        entry.route().serve(request, path.subList(1, path.size()), node);
    }

    /** A step that may refuse. */
    private interface Step {
        void run() throws HttpRefusal;
    }

    private static void guarded(HttpServerRequest request, Step step) {
        try {
            step.run();
        } catch (HttpRefusal refusal) {
            Answers.refuse(request.response(), refusal);
        } catch (RuntimeException broken) {
            LOG.atError().addKeyValue("path", request.path()).setCause(broken).log("request failed");
            Answers.text(request.response(), 500, "internal error; the log of this program says more\n");
        }
    }

    private static void healthz(HttpServerRequest request, List<String> rest) throws HttpRefusal {
        if (rest.size() > 1 || !List.of("", "ping", "log", "syncloop").contains(String.join("", rest))) {
            throw new HttpRefusal(404, NOT_FOUND);
        }
        Answers.text(request.response(), 200, "ok");
    }

    /** A route without anything behind it but perhaps a slash. */
    private static void only(List<String> rest) throws HttpRefusal {
        if (!String.join("/", rest).isEmpty()) {
            throw new HttpRefusal(404, NOT_FOUND);
        }
    }

    private static void allow(HttpServerRequest request, String methods) throws HttpRefusal {
        if (!List.of(methods.split(", ")).contains(request.method().name())) {
            request.response().putHeader("Allow", methods);
            throw new HttpRefusal(405, "Method Not Allowed");
        }
    }

    /** At least one; a path that cannot be read is one that is not served. */
    private static List<String> segments(HttpServerRequest request) {
        var path = request.path();
        if (path == null || !path.startsWith("/")) {
            return NOWHERE;
        }
        try {
            var segments = new ArrayList<String>();
            for (var segment : path.substring(1).split("/", -1)) {
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
            return segments;
        } catch (IllegalArgumentException malformed) {
            return NOWHERE;
        }
    }
}
