// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Status;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Turns refusals and broken connections into {@link KubeException}s with one sentence each. */
final class Failures {

    private Failures() {}

    static KubeException refused(String what, Response response, byte[] body, Json json) {
        Status status = status(body, json);
        return refused(what, response.code(), status, retryAfter(response, status));
    }

    static KubeException refused(String what, Status status) {
        Integer code = status.getCode();
        return refused(what, code == null ? 500 : code, status, seconds(status));
    }

    private static KubeException refused(
            String what, int code, @Nullable Status status, @Nullable Duration retryAfter) {
        String reason = status == null || status.getReason() == null ? "" : status.getReason();
        var message =
                new StringBuilder(what).append(": the API server answered ").append(code);
        if (!reason.isEmpty()) {
            message.append(" (").append(reason).append(')');
        }
        if (status != null && status.getMessage() != null) {
            message.append(": ").append(status.getMessage());
        }
        if (code == 401) {
            message.append("; the credentials are wrong or have expired, renew them in the kubeconfig");
        }
        return new KubeException(code, reason, message.toString(), retryAfter, null);
    }

    static KubeException unanswered(String what, IOException failure) {
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new KubeException(0, "", what + ": the API server did not answer: " + text, null, failure);
    }

    /** A body that is no Status, such as plain text of a proxy, tells nothing beyond the code. */
    private static @Nullable Status status(byte[] body, Json json) {
        if (body.length == 0 || body[0] != '{') {
            return null;
        }
        try {
            return json.read(body, Status.class);
        } catch (IOException notStatus) {
            return null;
        }
    }

    private static @Nullable Duration retryAfter(Response response, @Nullable Status status) {
        String header = response.header("Retry-After");
        if (header == null) {
            return status == null ? null : seconds(status);
        }
        try {
            return Duration.ofSeconds(Math.max(0, Long.parseLong(header.trim())));
        } catch (NumberFormatException date) {
            // Kubernetes sends seconds; a proxy's date is replaced by the caller's own back-off.
            return null;
        }
    }

    private static @Nullable Duration seconds(Status status) {
        if (status.getDetails() == null || status.getDetails().getRetryAfterSeconds() == null) {
            return null;
        }
        int seconds = status.getDetails().getRetryAfterSeconds();
        return seconds <= 0 ? null : Duration.ofSeconds(seconds);
    }
}
