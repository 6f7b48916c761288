// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends one request for one call and turns every failure into a {@link KubeException}. It does not repeat anything:
 * whoever calls it knows better when. Used by this package; {@code send} blocks; safe from any thread.
 */
final class ApiServer {

    /** Writes under way at once; more wait. The API server's own limit is a few hundred for all its clients. */
    private static final int WRITES = 64;

    private final HttpClient http;
    private final String address;
    private final Json json;
    private final Duration timeout;
    private final Semaphore writes = new Semaphore(WRITES);

    /**
     * @param http the client, with authentication
     * @param address the server's address, ending in a slash
     * @param timeout how long one request may take
     */
    ApiServer(HttpClient http, String address, Json json, Duration timeout) {
        this.http = http;
        this.address = address;
        this.json = json;
        this.timeout = timeout;
    }

    Json json() {
        return json;
    }

    /** Sends a request and reads the answer. */
    <T> T send(ApiRequest request, Class<T> type) throws KubeException {
        byte[] body = send(request);
        try {
            return json.read(body, type);
        } catch (IOException broken) {
            throw new KubeException(0, "", request.what() + ": the answer is not what was asked for", null, broken);
        }
    }

    /** Sends a request and returns the answer's body as it came. */
    byte[] send(ApiRequest request) throws KubeException {
        boolean limited = request.writes();
        try {
            if (limited && !writes.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KubeException(0, "", request.what() + ": too many writes are under way", null, null);
            }
        } catch (InterruptedException stopped) {
            throw Failures.interrupted(request.what(), stopped);
        }
        try {
            return exchange(request);
        } finally {
            if (limited) {
                writes.release();
            }
        }
    }

    private byte[] exchange(ApiRequest request) throws KubeException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(prepare(request), byte[].class);
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            byte[] body = response.body() == null ? new byte[0] : response.body();
            if (!response.isSuccessful()) {
                throw Failures.refused(request.what(), response, body, json);
            }
            return body;
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            throw Failures.interrupted(request.what(), stopped);
        } catch (TimeoutException slow) {
            answer.cancel(true);
            String message = request.what() + ": no answer within " + timeout.toSeconds() + " s";
            throw new KubeException(0, "Timeout", message, null, slow);
        } catch (ExecutionException failed) {
            throw Failures.unanswered(request.what(), failed.getCause() == null ? failed : failed.getCause());
        }
    }

    /** Opens a stream, such as a watch; chunks arrive on the client's threads. There is no time limit. */
    CompletableFuture<HttpResponse<AsyncBody>> stream(
            ApiRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return http.consumeBytes(prepare(request), consumer);
    }

    private HttpRequest prepare(ApiRequest request) {
        var builder = http.newHttpRequestBuilder().uri(address + request.path()).header("Accept", "application/json");
        String body = request.body();
        if (body == null) {
            return builder.method(request.method(), null, (String) null).build();
        }
        return builder.method(request.method(), request.contentType(), body).build();
    }
}
