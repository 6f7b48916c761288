// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.stats.History;
import io.outrigger.kubelet.stats.Readings;
import io.outrigger.kubelet.stats.ResourceMetrics;
import io.outrigger.kubelet.stats.Summary;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteStatistics;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/**
 * {@code /metrics/resource} and {@code /stats/summary} of one node. A site is measured on a thread of its own and waited
 * for a limited time, less than the ten seconds that metrics-server waits.
 */
final class StatsRoute {

    private static final int PATIENCE_SECONDS = 8;

    private final PodLookup pods;
    private final Readings readings;
    private final History history = new History();

    /** {@code threads} runs at once what it is given: one reading per site at most. */
    StatsRoute(PodLookup pods, Executor threads) {
        this.pods = pods;
        this.readings = new Readings(threads);
    }

    /** Serves {@code /metrics/resource}; on its event loop. */
    void resource(HttpServerRequest request, String node) throws HttpRefusal {
        answer(request, node, Answers.METRICS, (name, now) -> ResourceMetrics.text(now, this::isOurs));
    }

    /** Serves {@code /stats/summary}; on its event loop. */
    void summary(HttpServerRequest request, String node) throws HttpRefusal {
        answer(request, node, Answers.JSON, (name, now) -> {
            Snapshot earlier = history.earlier(name, now);
            return Summary.of(name, earlier, now, this::isOurs).toString();
        });
    }

    private void answer(HttpServerRequest request, String node, String type, BiFunction<String, Snapshot, String> text)
            throws HttpRefusal {
        var context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        var written = readings.of(node, statistics(node)).thenApply(now -> text.apply(node, now));
        Future.fromCompletionStage(written, context)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(body -> Answers.body(request.response(), type, body))
                .onFailure(failure -> Answers.refuse(request.response(), refusal(node, failure)));
    }

    private SiteStatistics statistics(String node) throws HttpRefusal {
        if (node.equals(NodeName.ALL)) {
            throw new HttpRefusal(404, "name the node behind the path, because several share this address\n");
        }
        var site = pods.site(node)
                .orElseThrow(() -> new HttpRefusal(404, "node \"" + node + "\" is not one of this endpoint\n"));
        return site.stats().orElseThrow(() -> StreamTarget.lacks(node, "measure itself"));
    }

    private boolean isOurs(PodRef pod) {
        return pods.pod(pod.namespace(), pod.name())
                .filter(known -> known.getMetadata().getUid().equals(pod.uid()))
                .isPresent();
    }

    private static HttpRefusal refusal(String node, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new HttpRefusal(
                    503, "site \"" + node + "\" has not measured itself within " + PATIENCE_SECONDS + " s\n");
        }
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new HttpRefusal(500, "site \"" + node + "\" cannot be measured: " + cause.getMessage() + "\n");
    }
}
