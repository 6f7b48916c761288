// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The container engines whose command lines are known. */
enum Engine {
    /** Without a daemon; containers write straight to the log pump. */
    PODMAN,
    /** With a daemon, which hands the output to a client. */
    DOCKER,
    /** The command line of containerd; as docker's. */
    NERDCTL;

    /** By the word for it on the host; empty for plain processes. */
    static Optional<Engine> named(String word) {
        return Arrays.stream(values())
                .filter(engine -> engine.word().equals(word))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
