// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import io.outrigger.VirtualKubelet;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.program.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what this program is doing when it starts and stops, one line for each fact. Used by the main thread. */
final class Facts {

    private static final Logger LOG = LoggerFactory.getLogger("outrigger");

    private final long begin = System.nanoTime();

    void starting(Configuration configuration, Path file) throws IOException {
        LOG.info("{}", Version.text());
        LOG.info(
                "configuration {}: cluster {}, {} site(s)",
                file,
                configuration.cluster(),
                configuration.sites().size());
    }

    void started(Configuration configuration, VirtualKubelet kubelet) {
        var endpoint = configuration.endpoint();
        LOG.info(
                "kubelet endpoint https://{}:{}, certificate {}",
                endpoint.address(),
                kubelet.endpointPort(),
                source(endpoint));
        if (endpoint.anonymous()) {
            LOG.warn("endpoint.anonymous is true: whoever reaches {} may read every log", endpoint.address());
        } else if (endpoint.clientCaFile() == null) {
            LOG.warn(
                    "endpoint.clientCaFile is not set: kubectl logs and exec are refused; name the CA that signs the API server's"
                            + " kubelet client certificate");
        } else {
            LOG.info("clients of the endpoint need a certificate signed by {}, or a token", endpoint.clientCaFile());
        }
        for (var site : configuration.sites()) {
            LOG.info("site {} by provider {}", site.name(), site.provider());
        }
        LOG.info(
                "started in {} ms; SIGTERM or Ctrl-C stops this program and leaves pods running",
                (System.nanoTime() - begin) / 1_000_000);
    }

    private static String source(EndpointOptions endpoint) {
        var requested = endpoint.requested();
        if (requested != null) {
            return "requested from the cluster, kept in " + requested.directory();
        }
        return endpoint.certificateFile() == null ? "self-signed" : "from " + endpoint.certificateFile();
    }

    void stopping() {
        LOG.info("stopping; pods go on running");
    }
}
