// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Takes requests about a pod or node to the kubelet endpoint of the node. */
public final class KubeletProxy {
    private final ObjectStore store;

    public KubeletProxy(Vertx vertx, ObjectStore store) {
        this.store = store;
    }

    public void logs(HttpServerRequest request, ObjectKey pod) {
        throw ApiFailure.noSuchPath();
    }

    public void stream(HttpServerRequest request, ObjectKey pod, String kind) {
        throw ApiFailure.noSuchPath();
    }

    public void node(HttpServerRequest request, ObjectKey node, String rest) {
        throw ApiFailure.noSuchPath();
    }
}
