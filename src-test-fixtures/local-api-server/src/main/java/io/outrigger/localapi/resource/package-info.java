// SPDX-License-Identifier: Apache-2.0

/**
 * What is particular to a kind: its name and verbs, defaults, validation and which changes are allowed. The registry
 * and the discovery documents use it. Everything runs on the server's event loop.
 */
@NullMarked
package io.outrigger.localapi.resource;

import org.jspecify.annotations.NullMarked;
