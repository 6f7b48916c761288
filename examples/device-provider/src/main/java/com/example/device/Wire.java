// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Sends requests to one device; answers are bounded in time and size. Safe from any thread, holds no lock. */
final class Wire {

    private static final int LONGEST_ANSWER = 8 * 1024 * 1024;

    private final HttpClient client;
    private final DeviceSettings settings;
    private final Failures failures;

    Wire(HttpClient client, DeviceSettings settings, String site) {
        this.client = client;
        this.settings = settings;
        this.failures = new Failures(site, settings.url());
    }

    Failures failures() {
        return failures;
    }

    /** Sends and waits. */
    Answer send(String method, String path, BodyPublisher body) throws ProviderException {
        try (Exchange exchange = begin(method, path, body, Duration.ZERO)) {
            return exchange.await();
        }
    }

    /** Sends a request whose answer the device may hold back for a while. */
    Exchange begin(String method, String path, BodyPublisher body, Duration held) throws ProviderException {
        String words = method + " " + path.replaceAll("\\?.*", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.url() + path))
                .method(method, body)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/plain");
        Path tokenFile = settings.tokenFile();
        if (tokenFile != null) {
            request.header("Authorization", "Bearer " + token(tokenFile, words));
        }
        var answer = client.sendAsync(request.build(), head -> new LimitedBody(LONGEST_ANSWER));
        return new Exchange(words, answer, settings.timeout().plus(held), failures);
    }

    /** Read anew each time, so that a token can be exchanged while the program runs. */
    private String token(Path file, String words) throws ProviderException {
        String remedy = "write one line with the device's token to it";
        try {
            String token = Files.readString(file).strip();
            if (token.matches("[\\x21-\\x7e]+")) {
                return token;
            }
            throw failures.failure(Kind.INTERNAL, words, "settings.tokenFile holds no token", remedy, null);
        } catch (IOException exception) {
            throw failures.failure(Kind.INTERNAL, words, "settings.tokenFile cannot be read", remedy, exception);
        }
    }
}
