// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What a {@link LocalApiServer} is to be like. Not for use by several threads at once. */
public final class LocalApiServerBuilder {
    private static final int DEFAULT_HISTORY = 4096;
    private static final int DEFAULT_BACKLOG = 50_000;

    private int port;
    private int watchHistory = DEFAULT_HISTORY;
    private int watcherBacklog = DEFAULT_BACKLOG;
    private boolean mountTokens = true;
    private boolean scheduler = true;
    private @Nullable PemKeyCertOptions identity;
    private Clock clock = Clock.systemUTC();

    LocalApiServerBuilder() {}

    /** The port on 127.0.0.1; 0, the default, for any that is free. */
    public LocalApiServerBuilder port(int value) {
        port = value;
        return this;
    }

    /**
     * How many changes of each resource are remembered, 4096 by default. A watch that asks for older ones gets 410 Gone;
     * a small number is a way to test that.
     */
    public LocalApiServerBuilder watchHistory(int changes) {
        watchHistory = changes;
        return this;
    }

    /** How many events a slow watcher may be behind before it is disconnected, 50,000 by default. */
    public LocalApiServerBuilder watcherBacklog(int events) {
        watcherBacklog = events;
        return this;
    }

    /** Whether pods are given the volume with the token of their service account, as real clusters do; on by default. */
    public LocalApiServerBuilder mountServiceAccountTokens(boolean mount) {
        mountTokens = mount;
        return this;
    }

    /** Whether pods without a node are scheduled; on by default. */
    public LocalApiServerBuilder scheduler(boolean on) {
        scheduler = on;
        return this;
    }

    /** The client certificate and key, both PEM, that are shown to kubelet endpoints; none by default. */
    public LocalApiServerBuilder kubeletClientCertificate(Path certificate, Path key) {
        identity = new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
        return this;
    }

    /** The clock of all timestamps; the system's by default. */
    public LocalApiServerBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** A server that waits for its {@link LocalApiServer#start()}. */
    public LocalApiServer build() {
        return new LocalApiServer(
                new Settings(port, watchHistory, watcherBacklog, mountTokens, scheduler, identity, clock));
    }
}
