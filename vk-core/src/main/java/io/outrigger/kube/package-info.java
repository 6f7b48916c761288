// SPDX-License-Identifier: Apache-2.0

/**
 * The cluster as the core sees it: what it reads, what it writes, and nothing else. The lanes call it from worker
 * threads; watches report on threads of the client. It is the only package that knows the Kubernetes client.
 */
@NullMarked
package io.outrigger.kube;

import org.jspecify.annotations.NullMarked;
