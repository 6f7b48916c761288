// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.outrigger.kube.AccessReviews;
import io.outrigger.kube.AccessReviews.NodeAccess;
import io.outrigger.kube.KubeException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verdict on a request: who calls, and whether he may. Asked by the router on a worker; blocks on the API server when
 * nothing is remembered. Fails closed: without an answer nobody is admitted.
 */
public final class Access {

    private static final Logger log = LoggerFactory.getLogger(Access.class);

    private final Callers callers;
    private final Permissions permissions;

    /** Asks {@code reviews} and remembers what they say. */
    public Access(AccessReviews reviews) {
        this(reviews, System::nanoTime);
    }

    Access(AccessReviews reviews, NanoTime time) {
        this.callers = new Callers(reviews, time);
        this.permissions = new Permissions(reviews, time);
    }

    /**
     * A request as far as access is concerned.
     *
     * @param certificate the client's certificate if an authority of ours has signed it
     * @param authorization the header of that name
     * @param method the method of HTTP
     * @param route the first segment of the path
     * @param node the node that is meant; empty for all nodes
     */
    public record Request(
            @Nullable X509Certificate certificate,
            @Nullable String authorization,
            String method,
            String route,
            String node) {

        /** For the log, where a caller must not begin a line of his own. */
        @Override
        public String toString() {
            var text = method + " /" + route + " of " + (node.isEmpty() ? "all nodes" : node);
            return text.replaceAll("\\p{Cntrl}", "?");
        }
    }

    /**
     * What becomes of a request.
     *
     * @param status 200, or with which status it is refused
     * @param message why, for the client; empty when it is admitted
     */
    public record Verdict(int status, String message) {

        /** Whether the request goes on. */
        public boolean admitted() {
            return status == 200;
        }
    }

    /** Decides; the texts are the kubelet's. */
    public Verdict on(Request request) {
        Optional<UserInfo> caller;
        try {
            caller = callers.of(request.certificate(), request.authorization());
        } catch (KubeException unanswered) {
            log.warn("{} is refused: {}", request, unanswered.getMessage());
            return new Verdict(401, "Unauthorized");
        }
        if (caller.isEmpty()) {
            return new Verdict(401, "Unauthorized");
        }
        return on(request, caller.get());
    }

    private Verdict on(Request request, UserInfo caller) {
        String verb = Subresources.verb(request.method());
        List<String> subresources = Subresources.of(request.route());
        String attributes = "(user=" + caller.getUsername() + ", verb=" + verb + ", resource=nodes, subresource(s)=["
                + String.join(" ", subresources) + "])";
        try {
            for (String subresource : subresources) {
                if (permissions.allows(caller, new NodeAccess(verb, request.node(), subresource))) {
                    return new Verdict(200, "");
                }
            }
        } catch (KubeException unanswered) {
            log.warn("{} is refused: {}", request, unanswered.getMessage());
            return new Verdict(500, "Authorization error " + attributes + "\n");
        }
        return new Verdict(403, "Forbidden " + attributes + "\n");
    }
}
