// SPDX-License-Identifier: Apache-2.0

/**
 * Containers as plain processes of a host, for devices without a container engine: what such a process can and cannot
 * have, and the script that starts it. Called by the pod runner. Everything here is immutable and used by any thread.
 */
@NullMarked
package io.outrigger.provider.ssh.process;

import org.jspecify.annotations.NullMarked;
