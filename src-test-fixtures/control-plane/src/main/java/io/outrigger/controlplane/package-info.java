// SPDX-License-Identifier: Apache-2.0

/**
 * A real Kubernetes control plane for tests: the API server, its store, the controllers and the scheduler.
 * End-to-end tests and benchmarks call it, usually through {@link io.outrigger.controlplane.ControlPlaneExtension}.
 * Every call blocks the calling thread until the program behind it has ended; any thread may call.
 */
@NullMarked
package io.outrigger.controlplane;

import org.jspecify.annotations.NullMarked;
