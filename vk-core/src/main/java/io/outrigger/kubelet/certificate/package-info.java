// SPDX-License-Identifier: Apache-2.0

/**
 * The endpoint's serving certificate: read, made, or requested from the cluster. The endpoint calls it; the request has a
 * thread of its own. It knows no web server.
 */
@NullMarked
package io.outrigger.kubelet.certificate;

import org.jspecify.annotations.NullMarked;
