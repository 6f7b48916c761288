// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends one request for one call and turns every failure into a {@link KubeException}. It does not repeat anything:
 * whoever calls it knows better when. Used by this package; {@code send} blocks; safe from any thread.
 */
final class ApiServer {

    /** Writes under way at once; more wait. The API server's own limit is a few hundred for all its clients. */
    private static final int WRITES = 64;

    private final OkHttpClient streams;
    private final OkHttpClient requests;
    private final String address;
    private final Json json;
    private final Duration timeout;
    private final Semaphore writes = new Semaphore(WRITES);

    /**
     * @param http the client, with authentication and without time limits
     * @param address the server's address, ending in a slash
     * @param timeout how long one request may take
     */
    ApiServer(OkHttpClient http, String address, Json json, Duration timeout) {
        this.streams = http;
        this.requests = http.newBuilder().callTimeout(timeout).build();
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
        if (!request.writes()) {
            return exchange(request);
        }
        try {
            if (!writes.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KubeException(0, "", request.what() + ": too many writes are under way", null, null);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KubeException(0, "Interrupted", request.what() + ": interrupted", null, stopped);
        }
        try {
            return exchange(request);
        } finally {
            writes.release();
        }
    }

    private byte[] exchange(ApiRequest request) throws KubeException {
        try (Response response = requests.newCall(prepare(request).build()).execute()) {
            byte[] body = response.body().bytes();
            if (!response.isSuccessful()) {
                throw Failures.refused(request.what(), response, body, json);
            }
            return body;
        } catch (IOException failure) {
            throw Failures.unanswered(request.what(), failure);
        }
    }

    /** Prepares a request whose answer is a stream without time limit, such as a watch. */
    Call stream(ApiRequest request) {
        // Compression would hold back events until a block is full.
        return streams.newCall(
                prepare(request).header("Accept-Encoding", "identity").build());
    }

    private Request.Builder prepare(ApiRequest request) {
        String body = request.body();
        RequestBody content =
                body == null ? null : RequestBody.create(Json.bytes(body), MediaType.get(request.contentType()));
        return new Request.Builder()
                .url(address + request.path())
                .header("Accept", "application/json")
                .method(request.method(), content);
    }
}
