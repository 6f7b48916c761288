// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.kubelet.EndpointLimits;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.program.config.YamlValue.Mapping;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code endpoint}. */
final class EndpointReader {

    private static final Set<String> KEYS = ConfigurationReader.keys(
            "address",
            "port",
            "certificateFile",
            "keyFile",
            RequestedCertificateReader.SOURCE,
            RequestedCertificateReader.DIRECTORY,
            RequestedCertificateReader.APPROVE,
            "clientCaFile",
            "anonymous",
            "healthPort",
            "connections",
            "connectionsPerAddress",
            "unprovenConnections",
            "streams",
            "streamsPerNode");
    private static final int LARGEST_PORT = 65535;
    private static final int MOST_CONNECTIONS = 1_000_000;
    /** Each takes a thread. */
    private static final int MOST_STREAMS = 20_000;

    private EndpointReader() {}

    static EndpointOptions read(Problems problems, Optional<Mapping> section, Path directory) {
        var mapping = section.orElseGet(() -> new Mapping(new Position(1, 1), Map.of()));
        var fields = new Fields(problems, mapping, "endpoint.", KEYS);
        var address = fields.text("address").orElseGet(MachineAddress::find);
        var certificate = fields.text("certificateFile").map(directory::resolve);
        var key = fields.text("keyFile").map(directory::resolve);
        boolean paired = certificate.isPresent() == key.isPresent();
        if (!paired) {
            fields.problem(
                    certificate.isPresent() ? "certificateFile" : "keyFile",
                    "needs endpoint." + (certificate.isPresent() ? "keyFile" : "certificateFile") + " beside it");
        }
        var requested = RequestedCertificateReader.read(fields, directory).orElse(null);
        boolean anonymous = fields.flag("anonymous", false);
        if (anonymous && !MachineAddress.isLoopback(address)) {
            fields.problem("anonymous", "may be true on a loopback address only, and " + address + " is none");
        }
        int port = fields.integer("port", 0, LARGEST_PORT).orElse(EndpointOptions.DEFAULT_PORT);
        var clientCa = fields.text("clientCaFile").map(directory::resolve).orElse(null);
        try {
            return new EndpointOptions(
                    address,
                    port,
                    paired ? certificate.orElse(null) : null,
                    paired ? key.orElse(null) : null,
                    clientCa,
                    anonymous,
                    requested,
                    limits(fields),
                    fields.integer("healthPort", 0, LARGEST_PORT).orElse(0));
        } catch (IllegalArgumentException wrongAddress) {
            problems.add(fields.position("address"), String.valueOf(wrongAddress.getMessage()));
            return EndpointOptions.selfSigned(MachineAddress.LOOPBACK, port, clientCa);
        }
    }

    private static EndpointLimits limits(Fields fields) {
        var usual = EndpointLimits.DEFAULT;
        return new EndpointLimits(
                fields.integer("connections", 1, MOST_CONNECTIONS).orElse(usual.connections()),
                fields.integer("connectionsPerAddress", 1, MOST_CONNECTIONS).orElse(usual.connectionsPerAddress()),
                fields.integer("unprovenConnections", 1, MOST_CONNECTIONS).orElse(usual.unprovenConnections()),
                fields.integer("streams", 1, MOST_STREAMS).orElse(usual.streams()),
                fields.integer("streamsPerNode", 1, MOST_STREAMS).orElse(usual.streamsPerNode()));
    }
}
