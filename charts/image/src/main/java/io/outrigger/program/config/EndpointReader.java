// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.program.config.YamlValue.Mapping;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code endpoint}. */
final class EndpointReader {

    private static final Set<String> KEYS =
            ConfigurationReader.keys("address", "port", "certificateFile", "keyFile", "clientCaFile", "anonymous");
    private static final int LARGEST_PORT = 65535;

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
        boolean anonymous = fields.flag("anonymous", false);
        if (anonymous && !isLoopback(address)) {
            fields.problem("anonymous", "may be true on a loopback address only, and " + address + " is none");
        }
        return new EndpointOptions(
                address,
                fields.integer("port", 0, LARGEST_PORT).orElse(EndpointOptions.DEFAULT_PORT),
                paired ? certificate.orElse(null) : null,
                paired ? key.orElse(null) : null,
                fields.text("clientCaFile").map(directory::resolve).orElse(null),
                anonymous);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
