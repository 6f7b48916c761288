// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;

/**
 * A container somebody asked for, with the words for it in messages.
 *
 * @param pod the pod
 * @param name the container's name; may be used in paths
 */
record ContainerPlace(PodRef pod, String name) {

    /** Refuses names that no container can have. */
    static ContainerPlace of(PodRef pod, String name) throws ProviderException {
        ContainerPlace place = new ContainerPlace(pod, name);
        if (!PodIdentity.valid(pod.uid()) || !PodIdentity.validLabel(name)) {
            throw place.unknown();
        }
        return place;
    }

    ProviderException unknown() {
        return new ProviderException(Kind.NOT_FOUND, this + " not found");
    }

    ProviderException notRunning() {
        return new ProviderException(Kind.NOT_FOUND, this + " is not running");
    }

    /** Says why the supervisor did not join the container. */
    ProviderException refused(CommandStart start, HostHome home) throws ProviderException {
        return switch (start.refusal()) {
            case "unknown" -> unknown();
            case "ended" -> notRunning();
            case "older" ->
                new ProviderException(
                        Kind.UNSUPPORTED,
                        this + " was started by an earlier version; restart it to run commands in it");
            case "terminal" ->
                new ProviderException(
                        Kind.UNSUPPORTED,
                        this
                                + ": the host can make no terminal; install perl, python3 or script (of util-linux) there, or"
                                + " run the command without one");
            default -> {
                // The pod's directory is not there: either the pod is gone or the whole site is.
                home.ready();
                yield unknown();
            }
        };
    }

    /** As a kubelet names it. */
    @Override
    public String toString() {
        return "container \"" + name + "\" in pod \"" + pod.name() + "\"";
    }
}
