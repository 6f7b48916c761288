// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Podman;
import java.io.IOException;
import java.nio.file.Path;

/** The {@link Podman} of this run, by the names that the tests of sites use. */
final class PodmanForTests {

    /** An image with the usual programs. */
    static final String IMAGE = Podman.IMAGE;

    /** The same content by another name. */
    static final String OTHER_IMAGE = Podman.OTHER_IMAGE;

    private final Podman podman;

    private PodmanForTests(Podman podman) {
        this.podman = podman;
    }

    /** The podman of this run. */
    static PodmanForTests get() {
        return new PodmanForTests(Podman.get());
    }

    /** The program that a site is told to use. */
    Path program() {
        return podman.program();
    }

    /** Runs a podman command to its end and returns what it said. */
    String run(String... words) throws IOException {
        return podman.run(words);
    }
}
