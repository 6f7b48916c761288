// SPDX-License-Identifier: Apache-2.0

/**
 * The way to a host: commands, files and notices, whether the host is this machine or another one. Called by the pod
 * runner in {@code host}. Every method blocks and may be called from any thread.
 */
@NullMarked
package io.outrigger.provider.ssh.link;

import org.jspecify.annotations.NullMarked;
