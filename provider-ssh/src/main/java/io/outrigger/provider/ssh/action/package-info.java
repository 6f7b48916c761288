// SPDX-License-Identifier: Apache-2.0

/**
 * What probes and hooks do to a container: run a command in it, or ask one of its ports. Called by the packages {@code
 * probe} and {@code hook}, with limits that hold whatever a container answers. Every call blocks its thread for no longer
 * than the time it is given, and a moment for cleaning up or for asking the host whether it is there; the threads for
 * probes are here too.
 */
@NullMarked
package io.outrigger.provider.ssh.action;

import org.jspecify.annotations.NullMarked;
