// SPDX-License-Identifier: Apache-2.0

/**
 * Containers by an engine of the host (podman, docker or nerdctl): what an engine can and cannot do, and the scripts that
 * call its command line. Called by the pod runner. Everything here is immutable and used by any thread.
 *
 * <p>The supervisor on the host decides when a container starts, and the engine never starts one again by itself. The
 * containers of a pod share a sandbox that the engine keeps; everything it has of a pod carries the label {@code
 * io.outrigger.uid}. Volumes are directories of the pod's on the host, bound to their mount paths.
 */
@NullMarked
package io.outrigger.provider.ssh.engine;

import org.jspecify.annotations.NullMarked;
