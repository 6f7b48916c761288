// SPDX-License-Identifier: Apache-2.0

/**
 * Lifecycle hooks of containers: what runs right after a start and before an end. Called by the pod runner, which says
 * when one is due and does what follows from it. Each hook that runs has a thread of its own, but for those that only
 * wait.
 */
@NullMarked
package io.outrigger.provider.ssh.hook;

import org.jspecify.annotations.NullMarked;
