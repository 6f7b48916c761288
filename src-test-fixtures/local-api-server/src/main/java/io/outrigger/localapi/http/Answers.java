// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers that are complete at once. */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final String JSON = "application/json";

    private Answers() {}

    static void json(HttpServerRequest request, int code, JsonNode body) {
        json(request, code, Json.bytes(body));
    }

    static void json(HttpServerRequest request, int code, byte[] body) {
        bytes(request, code, JSON, Buffer.buffer(body));
    }

    static void text(HttpServerRequest request, int code, String body) {
        bytes(request, code, "text/plain; charset=utf-8", Buffer.buffer(body));
    }

    static void bytes(HttpServerRequest request, int code, String contentType, Buffer body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(code).putHeader("Content-Type", contentType);
        // A client that is gone does not need the answer; Vert.x closes the connection by itself.
        response.end(body).onFailure(gone -> log.debug("client left before its answer", gone));
    }

    /** Answers with a v1.Status; anything but an {@link ApiFailure} is a fault of this server and is logged. */
    static void failure(HttpServerRequest request, Throwable failure) {
        if (failure instanceof ApiFailure expected) {
            json(request, expected.code(), expected.toStatus());
            return;
        }
        log.error("request {} {} failed", request.method(), request.path(), failure);
        ApiFailure fault = ApiFailure.of(500, "InternalError", "Internal error occurred: " + failure);
        json(request, fault.code(), fault.toStatus());
    }
}
