// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.ServingIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** A server with one site on a free port of the loopback address, and somebody to call it. */
final class Endpoint implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-21T04:00:10Z");

    final TestAuthority authority;
    final FakeLogs logs = new FakeLogs();
    final FakeSite site = new FakeSite();
    final FakePods pods = new FakePods().site(site);
    /** Few streams, so that a test reaches the limit in no time. */
    static final EndpointLimits LIMITS = new EndpointLimits(2048, 1024, 256, 512, 64);

    final GrantedAccess reviews = new GrantedAccess();
    final KubeletServer server;
    final TestClient client;

    Endpoint(Path directory) throws Exception {
        this(directory, StreamTimeouts.DEFAULT);
    }

    Endpoint(Path directory, StreamTimeouts timeouts) throws Exception {
        this(directory, timeouts, LIMITS);
    }

    Endpoint(Path directory, EndpointLimits limits) throws Exception {
        this(directory, StreamTimeouts.DEFAULT, limits);
    }

    private Endpoint(Path directory, StreamTimeouts timeouts, EndpointLimits limits) throws Exception {
        site.logs = logs;
        authority = new TestAuthority("authority");
        var serving = authority.server("kubelet", "EC");
        var options = new EndpointOptions(
                "127.0.0.1",
                0,
                TestAuthority.writePem(
                        directory.resolve("tls.crt"), serving.chain().toArray()),
                TestAuthority.writePem(directory.resolve("tls.key"), serving.key()),
                authority.writeTo(directory.resolve("ca.crt")),
                false,
                null,
                limits,
                0);
        server =
                new KubeletServer(options, pods, reviews, () -> "pods 1\n", Clock.fixed(NOW, ZoneOffset.UTC), timeouts);
        server.start(Duration.ofMillis(200));
        client = client(authority.client("apiserver"));
    }

    TestClient client(ServingIdentity identity) throws Exception {
        return new TestClient(server.port(), authority.certificate(), identity);
    }

    /** Has the server read its files now. */
    void refreshed() {
        server.credentials().refresh();
    }

    @Override
    public void close() {
        server.close();
    }
}
