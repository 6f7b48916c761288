// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.access.Access;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests through for which somebody vouches. Entered and left on the event loop of a request; in between a worker
 * may ask the API server, and the request is paused.
 */
final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final boolean anonymous;
    private final ClientAuthority clients;
    private final Access access;
    private final Executor workers;
    private final AcceptedConnections connections;

    Gate(boolean anonymous, ClientAuthority clients, Access access, Executor workers, AcceptedConnections connections) {
        this.anonymous = anonymous;
        this.clients = clients;
        this.access = access;
        this.workers = workers;
        this.connections = connections;
    }

    /**
     * Decides on a request.
     *
     * @param route the first segment of its path
     * @param node the node it is meant for
     * @param through what is done with it when it is admitted, on its event loop
     */
    void pass(HttpServerRequest request, String route, String node, Runnable through) {
        if (anonymous) {
            connections.proven(ConnectionTakeover.channel(request.connection()));
            through.run();
            return;
        }
        var asked = new Access.Request(
                certificate(request),
                request.getHeader("Authorization"),
                request.method().name(),
                route,
                node);
        if (asked.certificate() == null && asked.authorization() == null) {
            Answers.text(request.response(), 401, "Unauthorized");
            return;
        }
        var context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        request.pause();
        workers.execute(() -> decide(asked, request, context, through));
    }

    private void decide(Access.Request asked, HttpServerRequest request, Context context, Runnable through) {
        Access.Verdict verdict;
        try {
            verdict = access.on(asked);
        } catch (RuntimeException broken) {
            LOG.atError().addKeyValue("request", asked).setCause(broken).log("access could not be decided");
            verdict = new Access.Verdict(500, "internal error; the log of this program says more\n");
        }
        var decided = verdict;
        context.runOnContext(now -> proceed(decided, request, through));
    }

    private void proceed(Access.Verdict verdict, HttpServerRequest request, Runnable through) {
        if (request.response().closed()) {
            return;
        }
        request.resume();
        if (verdict.admitted()) {
            connections.proven(ConnectionTakeover.channel(request.connection()));
            through.run();
        } else {
            Answers.text(request.response(), verdict.status(), verdict.message());
        }
    }

    private @Nullable X509Certificate certificate(HttpServerRequest request) {
        try {
            List<Certificate> peer = request.connection().peerCertificates();
            return clients.admits(peer) ? (X509Certificate) peer.get(0) : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
