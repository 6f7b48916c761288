// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says by name what the device cannot do, because what is ignored silently is found out at the worst moment. Requests and
 * limits of resources are accepted: they are the scheduler's business, the device enforces none.
 */
final class Refusals {

    private final DesiredPod pod;

    Refusals(DesiredPod pod) {
        this.pod = pod;
    }

    void check() throws ProviderException {
        PodSpec spec = pod.pod().getSpec();
        refuse(spec.getInitContainers(), "spec.initContainers");
        refuse(spec.getEphemeralContainers(), "spec.ephemeralContainers");
        refuse(spec.getHostAliases(), "spec.hostAliases");
        refuse(spec.getDnsConfig(), "spec.dnsConfig");
        refuse(setting(spec.getSecurityContext(), new PodSecurityContext()), "spec.securityContext");
        // Every pod has a token as a volume, which nobody remembers having asked for.
        refuse(spec.getVolumes(), "spec.volumes (a token, unless automountServiceAccountToken is false)");
        List<Container> containers = spec.getContainers();
        for (int index = 0; index < containers.size(); index++) {
            check(containers.get(index), "spec.containers[" + index + "].");
        }
    }

    private void check(Container container, String field) throws ProviderException {
        refuse(container.getLivenessProbe(), field + "livenessProbe");
        refuse(container.getReadinessProbe(), field + "readinessProbe");
        refuse(container.getStartupProbe(), field + "startupProbe");
        refuse(container.getLifecycle(), field + "lifecycle");
        refuse(container.getVolumeMounts(), field + "volumeMounts");
        refuse(container.getVolumeDevices(), field + "volumeDevices");
        refuse(container.getWorkingDir(), field + "workingDir");
        refuse(setting(container.getSecurityContext(), new SecurityContext()), field + "securityContext");
        refuse(setting(container.getStdin(), false), field + "stdin");
        refuse(setting(container.getTty(), false), field + "tty");
    }

    /** A value, or null if it says nothing. */
    private static @Nullable Object setting(@Nullable Object value, Object nothing) {
        return nothing.equals(value) ? null : value;
    }

    private void refuse(@Nullable Object value, String field) throws ProviderException {
        boolean absent = value == null || value instanceof Collection<?> values && values.isEmpty();
        if (!absent) {
            throw new ProviderException(
                    Kind.UNSUPPORTED,
                    "pod " + pod.ref() + ": the device cannot do " + field + "; leave it out, or use another node");
        }
    }
}
