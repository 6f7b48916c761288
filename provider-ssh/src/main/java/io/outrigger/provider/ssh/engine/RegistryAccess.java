// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.PullCredential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The credentials of one pod for registries, as engines read them, in a file for its owner only. The supervisor removes
 * it when it has the images of all containers; from then on they are started with those.
 */
final class RegistryAccess {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RegistryAccess() {}

    static HostFile file(List<PullCredential> credentials) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode registries = root.putObject("auths");
        for (PullCredential credential : credentials) {
            String pair = credential.username() + ":" + credential.password();
            // The first one of a registry wins, as with a kubelet.
            if (!registries.has(credential.registry())) {
                registries
                        .putObject(credential.registry())
                        .put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return HostFile.text("auth.json", root + "\n");
    }
}
