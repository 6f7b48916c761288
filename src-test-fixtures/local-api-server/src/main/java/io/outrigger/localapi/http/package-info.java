// SPDX-License-Identifier: Apache-2.0

/**
 * Requests and answers of the Kubernetes API over HTTP: paths, discovery, lists, watches, content types. The entry
 * package starts it. Everything runs on the server's event loop.
 */
@NullMarked
package io.outrigger.localapi.http;

import org.jspecify.annotations.NullMarked;
