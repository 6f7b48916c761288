// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the protobuf form of objects, in which typed clients such as {@code kubectl create namespace} send them. The
 * request layer calls it on the event loop. It knows the messages from their published definitions.
 */
@NullMarked
package io.outrigger.localapi.protobuf;

import org.jspecify.annotations.NullMarked;
