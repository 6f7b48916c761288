// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.process.PodPlan;
import io.outrigger.spi.DesiredPod;

/** How a pod is called, as the kubelet decides it in {@code GeneratePodHostNameAndDomain}. */
final class PodNames {

    /** What the kernel takes for the name of a host. */
    static final int MAXIMUM_LENGTH = 64;

    private final String hostname;
    private final String domain;
    private final boolean asFullName;

    PodNames(DesiredPod pod, String clusterDomain) {
        PodSpec spec = pod.pod().getSpec();
        String subdomain = spec.getSubdomain() == null ? "" : spec.getSubdomain();
        this.hostname = PodPlan.hostname(pod);
        this.domain = subdomain.isEmpty() || spec.getHostnameOverride() != null
                ? ""
                : "." + subdomain + "." + pod.ref().namespace() + ".svc." + clusterDomain;
        this.asFullName = Boolean.TRUE.equals(spec.getSetHostnameAsFQDN());
    }

    /** With the subdomain and all that follows, if the pod has one. */
    String fullName() {
        return hostname + domain;
    }

    /** What the pod's own processes take for the name of their host. */
    String kernelName() {
        return asFullName ? fullName() : hostname;
    }

    /** What stands behind the pod's address in its file of hosts. */
    String aliases() {
        return domain.isEmpty() ? hostname : fullName() + "\t" + hostname;
    }
}
