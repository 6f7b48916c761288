// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a kubeconfig as fabric8's {@link KubeConfigUtils} does, and remembers as that does which file each entry is
 * from, so that relative paths lead from there. The original knows every kind of Kubernetes' API: its 550 classes take a
 * quarter of a second to load when a program starts.
 */
final class KubeconfigReader {

    /** fabric8 looks for the file of an entry under these names (KubeConfigUtils, 7.8). */
    private static final String CLUSTER_FILE = "KUBERNETES_CONFIG_CLUSTER_FILE_KEY";

    private static final String CONTEXT_FILE = "KUBERNETES_CONFIG_CONTEXT_FILE_KEY";
    private static final String USER_FILE = "KUBERNETES_CONFIG_AUTH_INFO_FILE_KEY";

    private KubeconfigReader() {}

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     * @throws RuntimeException of any kind when it is not a kubeconfig; its text may quote credentials
     */
    static Config read(Path path) throws IOException {
        Config content;
        try (var stream = Files.newInputStream(path)) {
            content = read(stream);
        }
        File file = path.toFile();
        present(content.getContexts()).forEach(each -> each.setAdditionalProperty(CONTEXT_FILE, file));
        present(content.getClusters()).forEach(each -> each.setAdditionalProperty(CLUSTER_FILE, file));
        present(content.getUsers()).forEach(each -> each.setAdditionalProperty(USER_FILE, file));
        return content;
    }

    /** Reads a kubeconfig that is in no file, so that relative paths lead nowhere. */
    static Config read(InputStream stream) {
        return new KubernetesSerialization(new ObjectMapper(), false).unmarshal(stream, Config.class);
    }

    private static <T> List<T> present(List<T> entries) {
        return entries == null ? List.of() : entries;
    }
}
