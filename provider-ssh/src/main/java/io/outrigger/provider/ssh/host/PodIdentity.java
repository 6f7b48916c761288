// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.util.regex.Pattern;

/** Names that become file names on the host and words in its files are checked here, before anything else. */
final class PodIdentity {

    private static final Pattern UID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private PodIdentity() {}

    static boolean valid(String uid) {
        return UID.matcher(uid).matches();
    }

    static boolean validLabel(String name) {
        return LABEL.matcher(name).matches();
    }

    static void check(DesiredPod pod) throws ProviderException {
        if (!valid(pod.ref().uid())) {
            throw new ProviderException(
                    Kind.INVALID_POD,
                    "metadata.uid of pod " + pod.ref() + " must be letters, digits, '-' and '_', at most 128");
        }
        for (String container : pod.containers().keySet()) {
            if (!validLabel(container)) {
                throw new ProviderException(
                        Kind.INVALID_POD,
                        "container name \"" + container + "\" of pod " + pod.ref() + " must be a DNS-1123 label");
            }
        }
        for (var volume : pod.pod().getSpec().getVolumes()) {
            if (!validLabel(volume.getName())) {
                throw new ProviderException(
                        Kind.INVALID_POD,
                        "volume name \"" + volume.getName() + "\" of pod " + pod.ref() + " must be a DNS-1123 label");
            }
        }
    }
}
