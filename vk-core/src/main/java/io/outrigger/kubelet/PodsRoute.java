// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /pods}, the pods of our nodes, and {@code /runningpods/}, what runs of them: a {@code v1.PodList}, written pod
 * by pod so that no list is too long.
 */
final class PodsRoute {

    private static final Logger LOG = LoggerFactory.getLogger(PodsRoute.class);
    private static final int PIECE = 64 * 1024;

    private final PodLookup pods;
    private final Executor workers;
    private final ObjectMapper json = new ObjectMapper();

    PodsRoute(PodLookup pods, Executor workers) {
        this.pods = pods;
        this.workers = workers;
    }

    /** Serves {@code /pods} of one node, or of all; on its event loop. */
    void all(ResponseBody body, String node) {
        serve(body, node, List::of);
    }

    /** Serves {@code /runningpods/} of one node, or of all; on its event loop. */
    void running(ResponseBody body, String node) {
        serve(body, node, pod -> RunningPod.of(pod).map(List::of).orElse(List.of()));
    }

    /** A pod as a route shows it: nothing or one. */
    private interface View {
        List<Pod> of(Pod pod);
    }

    private void serve(ResponseBody body, String node, View view) {
        workers.execute(() -> {
            try {
                write(body, node, view);
            } catch (IOException ended) {
                LOG.atDebug().setCause(ended).log("the client left before the list of pods ended");
            }
        });
    }

    private void write(ResponseBody body, String node, View view) throws IOException {
        body.begin(Answers.JSON);
        var piece = Buffer.buffer("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[");
        var separator = "";
        for (var pod : pods.pods()) {
            if (!node.equals(NodeName.ALL) && !node.equals(pod.getSpec().getNodeName())) {
                continue;
            }
            for (var shown : view.of(pod)) {
                piece.appendString(separator).appendBytes(json.writeValueAsBytes(shown));
                separator = ",";
            }
            if (piece.length() >= PIECE) {
                body.write(piece);
                piece = Buffer.buffer();
            }
        }
        body.write(piece.appendString("]}\n"));
        body.end();
    }
}
