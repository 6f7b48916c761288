// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /pods}: the pods of our nodes as a {@code v1.PodList}, written one by one so that no list is too long. */
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

    void serve(ResponseBody body) {
        workers.execute(() -> {
            try {
                write(body);
            } catch (IOException ended) {
                LOG.atDebug().setCause(ended).log("the client left before the list of pods ended");
            }
        });
    }

    private void write(ResponseBody body) throws IOException {
        body.begin("application/json");
        var piece = Buffer.buffer("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[");
        var separator = "";
        for (var pod : pods.pods()) {
            piece.appendString(separator).appendBytes(json.writeValueAsBytes(pod));
            separator = ",";
            if (piece.length() >= PIECE) {
                body.write(piece);
                piece = Buffer.buffer();
            }
        }
        body.write(piece.appendString("]}\n"));
        body.end();
    }
}
