// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.util.Objects;

/**
 * One run of a container, from a start to the end.
 *
 * @param target the container
 * @param number how often the container was started again before
 */
public record Instance(Target target, long number) {

    /** Refuses null. */
    public Instance {
        Objects.requireNonNull(target, "target is null");
    }

    /** The UID of its pod. */
    public String uid() {
        return target.pod().uid();
    }

    /** The name of its container. */
    public String container() {
        return target.container();
    }
}
