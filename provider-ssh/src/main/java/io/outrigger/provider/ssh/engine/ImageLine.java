// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.outrigger.spi.DesiredPod;

/** What the supervisor is told of a container's image: when to pull it, what its user must be, and its reference. */
final class ImageLine {

    private ImageLine() {}

    static String of(DesiredPod pod, Container container) {
        String image = container.getImage() == null ? "" : container.getImage();
        String reference = ImageReference.complete(image);
        if (reference.isEmpty()) {
            // On one line and without anything a terminal would obey; it is only shown.
            return "Invalid any " + ImageReference.problem(image).replaceAll("[^ -~]", "?") + "\n";
        }
        String user = new UserWords(pod.pod().getSpec(), container).provenByImage() ? "nonroot" : "any";
        return policy(container, image) + " " + user + " " + reference + "\n";
    }

    /** The API server's default: a name without a tag, or with the tag {@code latest}, may mean another image tomorrow. */
    private static String policy(Container container, String image) {
        String policy = container.getImagePullPolicy();
        if (policy != null && !policy.isEmpty()) {
            return policy;
        }
        boolean latest = !image.contains("@")
                && (image.endsWith(":latest") || image.indexOf(':', image.lastIndexOf('/') + 1) < 0);
        return latest ? "Always" : "IfNotPresent";
    }
}
