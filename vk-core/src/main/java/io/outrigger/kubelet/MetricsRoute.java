// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics}: the meters of this program, in the text format of Prometheus. */
final class MetricsRoute {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsRoute.class);

    private final Supplier<String> metrics;
    private final Executor workers;

    MetricsRoute(Supplier<String> metrics, Executor workers) {
        this.metrics = metrics;
        this.workers = workers;
    }

    /** Serves one request; on its event loop. */
    void serve(ResponseBody body) {
        workers.execute(() -> {
            try {
                body.send(Answers.METRICS, metrics.get());
            } catch (IOException left) {
                LOG.atDebug().setCause(left).log("the client left before the metrics were sent");
            }
        });
    }
}
