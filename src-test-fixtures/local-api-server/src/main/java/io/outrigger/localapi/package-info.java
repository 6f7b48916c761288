// SPDX-License-Identifier: Apache-2.0

/**
 * An in-memory Kubernetes API server for demonstrations and fast tests: start it, point kubectl or a client at it.
 * Programs and tests call this package. Its methods may be called from any thread; the server itself runs on one event
 * loop that it owns.
 */
@NullMarked
package io.outrigger.localapi;

import org.jspecify.annotations.NullMarked;
