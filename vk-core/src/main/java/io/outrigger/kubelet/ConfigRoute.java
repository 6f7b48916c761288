// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/** {@code /configz}: what of a kubelet's configuration holds for this endpoint, and nothing that does not. */
final class ConfigRoute {

    private final String body;

    ConfigRoute(EndpointOptions options, Duration idle) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("kind", "KubeletConfiguration").put("apiVersion", "kubelet.config.k8s.io/v1beta1");
        config.put("address", options.address()).put("port", options.port());
        config.put("tlsMinVersion", "VersionTLS12");
        config.put("healthzPort", options.healthPort());
        config.put("serverTLSBootstrap", options.requested() != null);
        ObjectNode authentication = config.putObject("authentication");
        authentication.putObject("x509");
        authentication.putObject("webhook").put("enabled", !options.anonymous());
        authentication.putObject("anonymous").put("enabled", options.anonymous());
        config.putObject("authorization").put("mode", options.anonymous() ? "AlwaysAllow" : "Webhook");
        config.put("streamingConnectionIdleTimeout", idle.toSeconds() + "s");
        config.put("enableServer", true);
        config.put("enableSystemLogHandler", false);
        body = JsonNodeFactory.instance
                .objectNode()
                .set("kubeletconfig", config)
                .toString();
    }

    /** Serves one request; on its event loop. */
    void serve(HttpServerResponse response) {
        Answers.body(response, Answers.JSON, body);
    }
}
