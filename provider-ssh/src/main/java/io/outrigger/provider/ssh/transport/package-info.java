// SPDX-License-Identifier: Apache-2.0

/**
 * The way to a host by SSH: one connection per host, with commands, files and tunnels as channels of it; nobody else
 * knows the SSH library. Called by {@code SshProvider}, and through {@code Link} by the pod runner, from any thread. The
 * library's own threads come from the core and never wait.
 */
@NullMarked
package io.outrigger.provider.ssh.transport;

import org.jspecify.annotations.NullMarked;
