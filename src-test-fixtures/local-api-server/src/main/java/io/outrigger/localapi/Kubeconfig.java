// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.outrigger.localapi.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file by which kubectl finds a server. */
final class Kubeconfig {
    private static final String NAME = "local";

    private Kubeconfig() {}

    static void write(Path file, String url) throws IOException {
        ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "Config");
        named(config, "clusters").putObject("cluster").put("server", url);
        named(config, "users").putObject("user");
        named(config, "contexts").putObject("context").put("cluster", NAME).put("user", NAME);
        config.put("current-context", NAME);
        Files.write(file, new YAMLMapper().writeValueAsBytes(config));
    }

    private static ObjectNode named(ObjectNode config, String list) {
        return config.putArray(list).addObject().put("name", NAME);
    }
}
