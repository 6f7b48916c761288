// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import org.jspecify.annotations.Nullable;

/**
 * One request to the API server.
 *
 * @param method the HTTP method
 * @param path the path below the server's address, without a slash at the start, with query
 * @param contentType the body's type; ignored without a body
 * @param body JSON text, or null
 * @param what what is done, for messages: "patching the status of pod web in default"
 */
record ApiRequest(
        String method,
        String path,
        String contentType,
        @Nullable String body,
        String what) {

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC_MERGE = "application/strategic-merge-patch+json";

    static ApiRequest get(String path, String what) {
        return new ApiRequest("GET", path, JSON, null, what);
    }

    static ApiRequest post(String path, String body, String what) {
        return new ApiRequest("POST", path, JSON, body, what);
    }

    static ApiRequest put(String path, String body, String what) {
        return new ApiRequest("PUT", path, JSON, body, what);
    }

    static ApiRequest merge(String path, String body, String what) {
        return new ApiRequest("PATCH", path, MERGE, body, what);
    }

    static ApiRequest strategicMerge(String path, String body, String what) {
        return new ApiRequest("PATCH", path, STRATEGIC_MERGE, body, what);
    }

    static ApiRequest delete(String path, @Nullable String body, String what) {
        return new ApiRequest("DELETE", path, JSON, body, what);
    }

    boolean writes() {
        return !method.equals("GET");
    }

    /** Leaves the body out: it may hold what must not be logged. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
