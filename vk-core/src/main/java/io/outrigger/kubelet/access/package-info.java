// SPDX-License-Identifier: Apache-2.0
/**
 * Decides who may call the kubelet endpoint, by the rules of the kubelet ({@code pkg/kubelet/server/auth.go}, KEP-2862).
 * Used by the router for every request before anything is dispatched. Decisions block on the API server unless they are
 * remembered, so they are made on workers, several at once.
 */
@NullMarked
package io.outrigger.kubelet.access;

import org.jspecify.annotations.NullMarked;
