// SPDX-License-Identifier: Apache-2.0

/**
 * Turns a pod of the API server into one a site can run without it: environment, files, tokens, credentials. The pod
 * lane calls it from worker threads. It reads the cluster and writes nothing.
 */
@NullMarked
package io.outrigger.resolve;

import org.jspecify.annotations.NullMarked;
