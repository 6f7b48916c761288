// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.hook;

/** When a hook runs. */
public enum HookKind {
    /** Right after the start; until it has ended, the container counts as not started. */
    POST_START,
    /** Before the container is asked to end. */
    PRE_STOP
}
