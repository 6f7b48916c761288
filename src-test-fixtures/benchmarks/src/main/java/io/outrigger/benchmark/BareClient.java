// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Sends requests and nothing else: the floor under every number. Safe from any thread. */
final class BareClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int AT_ONCE = 32;

    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        var thread = new Thread(task, "bare-client");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final String url;

    BareClient(String url) {
        this.url = url;
    }

    /** Does a numbered piece of work many times, {@value #AT_ONCE} at once, and returns when all is done. */
    void repeat(int times, Step step) throws InterruptedException {
        var last = new CompletableFuture<?>[times];
        for (int number = 0; number < times; number++) {
            free.acquire();
            last[number] = step.start(number).whenComplete((done, failure) -> free.release());
        }
        CompletableFuture.allOf(last).join();
    }

    CompletableFuture<Void> post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(body(json)));
    }

    CompletableFuture<Void> patchStatus(String path, String json) {
        return send(request(path + "/status")
                .header("Content-Type", "application/strategic-merge-patch+json")
                .method("PATCH", body(json)));
    }

    CompletableFuture<Void> delete(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").method("DELETE", body(json)));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** Reads a watch, one event a line, until the stream is closed. */
    Stream<String> watch(String path) throws IOException, InterruptedException {
        return http.send(request(path + "?watch=true").GET().build(), HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    private static HttpRequest.BodyPublisher body(String json) {
        return HttpRequest.BodyPublishers.ofString(json);
    }

    private CompletableFuture<Void> send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        return http.sendAsync(built, HttpResponse.BodyHandlers.ofString()).thenAccept(answer -> {
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(built.method() + " " + built.uri() + ": " + answer.body());
            }
        });
    }

    /** One piece of work. */
    interface Step {
        /** Starts it. */
        CompletableFuture<Void> start(int number);
    }
}
