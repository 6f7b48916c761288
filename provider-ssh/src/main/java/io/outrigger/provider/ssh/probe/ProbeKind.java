// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

/** What a probe is for. */
public enum ProbeKind {
    /** Whether the container has come up; the others wait for it. */
    STARTUP("Startup"),
    /** Whether the container may be sent traffic. */
    READINESS("Readiness"),
    /** Whether the container is better started again. */
    LIVENESS("Liveness");

    private final String word;

    ProbeKind(String word) {
        this.word = word;
    }

    /** As messages begin with it. */
    public String word() {
        return word;
    }
}
