// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.util.List;

/** Refuses, by the name of the field, what a plain process cannot have and would silently lack. */
final class ProcessCheck {

    private final DesiredPod pod;

    ProcessCheck(DesiredPod pod) {
        this.pod = pod;
    }

    void run() throws ProviderException {
        PodSpec spec = pod.pod().getSpec();
        checkContainers("spec.initContainers", spec.getInitContainers());
        checkContainers("spec.containers", spec.getContainers());
    }

    private void checkContainers(String field, List<Container> containers) throws ProviderException {
        for (int index = 0; index < containers.size(); index++) {
            checkImage(field + "[" + index + "]", containers.get(index));
        }
    }

    private void checkImage(String field, Container container) throws ProviderException {
        String image = container.getImage() == null ? "" : container.getImage();
        if (!image.equals("host") && !image.startsWith("/")) {
            throw refuse(
                    field + ".image",
                    "\"" + image + "\" needs a container engine, and this site runs plain processes; use the image"
                            + " \"host\" with a command, or the absolute path of a program on the host");
        }
        if (image.equals("host") && pod.container(container.getName()).command().isEmpty()) {
            throw refuse(field + ".command", "is empty, and the image \"host\" has no entry point; give a command");
        }
    }

    private ProviderException refuse(String field, String why) {
        return new ProviderException(Kind.UNSUPPORTED, "pod " + pod.ref() + ": " + field + " " + why);
    }
}
