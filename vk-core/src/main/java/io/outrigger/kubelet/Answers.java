// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;

/** Short answers. */
final class Answers {

    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private Answers() {}

    static Future<Void> text(HttpServerResponse response, int status, String body) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", TEXT)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }

    static Future<Void> body(HttpServerResponse response, String type, String body) {
        return response.putHeader("Content-Type", type).end(body);
    }

    static Future<Void> refuse(HttpServerResponse response, HttpRefusal refusal) {
        if (refusal.status() == 429) {
            response.putHeader("Retry-After", "1");
        }
        return text(response, refusal.status(), refusal.body());
    }
}
