// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import io.vertx.core.http.HttpServerRequest;

/** The two forms in which objects are given out. Protobuf is never sent: every client accepts JSON as well. */
enum ContentForm {
    OBJECT,
    TABLE;

    static ContentForm of(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("as=Table") ? TABLE : OBJECT;
    }
}
