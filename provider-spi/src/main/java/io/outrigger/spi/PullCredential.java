// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;

/**
 * A credential for an image registry.
 *
 * @param registry host and optional port and path, as written in the Secret
 * @param username the user
 * @param password the password or token
 */
public record PullCredential(String registry, String username, String password) {

    /** Refuses null. */
    public PullCredential {
        Objects.requireNonNull(registry, "registry is null");
        Objects.requireNonNull(username, "username is null");
        Objects.requireNonNull(password, "password is null");
    }

    /** Names the registry only. */
    @Override
    public String toString() {
        return "PullCredential[" + registry + "]";
    }
}
