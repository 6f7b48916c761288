// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Asks an HTTP server by the rules of {@code pkg/probe/http} in the kubelet. */
final class HttpCheck implements AutoCloseable {

    private static final String AGENT = "kube-probe/1.36";
    private static final String HOOK_AGENT = "kube-lifecycle/1.36";
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

    /** Go makes ten requests at most, although it speaks of ten redirects (net/http, defaultCheckRedirect). */
    private static final int REQUESTS = 10;

    private final Network network;
    private final OkHttpClient client;

    HttpCheck(Network network) {
        this.network = network;
        this.client = HttpClients.speaking(Protocol.HTTP_1_1)
                .newBuilder()
                .addNetworkInterceptor(chain -> chain.proceed(
                        // Set before so that nothing is unpacked here.
                        chain.request()
                                .newBuilder()
                                .removeHeader("Accept-Encoding")
                                .build()))
                .build();
    }

    Answer run(Target target, Action.HttpGet get, Duration limit) throws InterruptedException {
        String host = get.host().isEmpty() ? target.address() : get.host();
        String text = (get.secure() ? "https" : "http") + "://" + GoErrors.address(host, get.port()) + get.path();
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            return Answer.unknown("\"" + text + "\" is no URL");
        }
        for (Action.Header header : get.headers()) {
            if (header.value().chars().anyMatch(HttpCheck::control)) {
                return Answer.failure(
                        "Get \"" + url + "\": net/http: invalid header field value for \"" + header.name() + "\"");
            }
        }
        OkHttpClient own = HttpClients.of(client, network, target, limit);
        long end = System.nanoTime() + limit.toNanos();
        for (int requests = 0; requests < REQUESTS; requests++) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            HttpUrl asked = url;
            Step step;
            try {
                step = HttpClients.ask(own, request(url, get), left, response -> step(asked, get, response));
            } catch (BarredException exception) {
                return Answer.unknown(String.valueOf(exception.getMessage()));
            } catch (IOException exception) {
                return Answer.failure("Get \"" + url + "\": " + GoErrors.call(exception, url.host(), url.port()));
            }
            if (step.answer() != null) {
                return step.answer();
            }
            url = step.next();
        }
        return Answer.failure("Get \"" + url + "\": stopped after " + REQUESTS + " redirects");
    }

    /** Whether a character would end a header and begin another one. */
    private static boolean control(int character) {
        return character < ' ' && character != '\t' || character == 0x7f;
    }

    /** An answer, or where else to ask. */
    private record Step(HttpUrl next, @Nullable Answer answer) {}

    private static Step step(HttpUrl asked, Action.HttpGet get, Response response) throws IOException {
        String location = response.header("Location");
        if (location == null || !MOVED.contains(response.code())) {
            return new Step(asked, answer(response, get.anyStatus()));
        }
        HttpUrl next = asked.resolve(location);
        if (next == null) {
            throw new IOException("failed to parse Location header \"" + KeptText.start(location) + "\"");
        }
        return new Step(
                next,
                next.host().equals(asked.host())
                        ? null
                        : new Answer(
                                Answer.Kind.WARNING, "Probe terminated redirects, Response body: " + body(response)));
    }

    private static Answer answer(Response response, boolean anyStatus) throws IOException {
        String body = body(response);
        return anyStatus || response.code() >= 200 && response.code() < 400
                ? Answer.success(body)
                : Answer.failure("HTTP probe failed with statuscode: " + response.code());
    }

    private static String body(Response response) throws IOException {
        try (InputStream body = response.body().byteStream()) {
            return new String(body.readNBytes(KeptText.LIMIT), StandardCharsets.UTF_8);
        }
    }

    private static Request request(HttpUrl url, Action.HttpGet get) {
        Headers.Builder headers = new Headers.Builder();
        get.headers().forEach(header -> headers.addUnsafeNonAscii(header.name(), header.value()));
        if (headers.get("User-Agent") == null) {
            headers.add("User-Agent", get.anyStatus() ? HOOK_AGENT : AGENT);
        }
        String accept = headers.get("Accept");
        if (accept == null) {
            headers.add("Accept", "*/*");
        } else if (accept.isEmpty()) {
            headers.removeAll("Accept");
        }
        headers.set("Accept-Encoding", "identity").set("Connection", "close");
        return new Request.Builder().url(url).headers(headers.build()).build();
    }

    /** Ends what is being asked. */
    @Override
    public void close() {
        client.dispatcher().cancelAll();
    }
}
