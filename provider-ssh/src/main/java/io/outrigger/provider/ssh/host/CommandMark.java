// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.UUID;

/**
 * The mark that a command and everything it starts carries in its environment, by which it is found on the host.
 *
 * @param pod the UID of the pod
 * @param container the name of the container
 * @param token tells this command from all others
 */
record CommandMark(String pod, String container, String token) {

    static CommandMark next(String pod, String container) {
        return new CommandMark(pod, container, UUID.randomUUID().toString().replace("-", ""));
    }

    /** As the supervisor on the host knows it; a text that no shell and no pattern takes for anything else. */
    String text() {
        return container + "." + token;
    }
}
