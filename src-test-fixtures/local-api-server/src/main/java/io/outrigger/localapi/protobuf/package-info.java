// SPDX-License-Identifier: Apache-2.0

/**
 * The few objects that kubectl can only send as protobuf, turned into JSON trees: kubectl's {@code create namespace,
 * configmap, secret, serviceaccount, token} and {@code auth can-i} offer no JSON since Kubernetes 1.32. The HTTP package
 * calls it for such bodies. It holds no state, so any thread may use it.
 */
@NullMarked
package io.outrigger.localapi.protobuf;

import org.jspecify.annotations.NullMarked;
