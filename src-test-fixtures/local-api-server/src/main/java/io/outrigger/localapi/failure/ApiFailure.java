// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.failure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import java.util.List;

/**
 * A request that is answered with a v1.Status of failure. Clients decide by {@code reason} and {@code code}, people read
 * the message; both follow apimachinery's {@code api/errors}.
 */
public final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One field that is wrong, and why; an entry of {@code details.causes}. */
    public record Cause(String reason, String field, String message) {
        /** A field whose value is not acceptable. */
        public static Cause invalid(String field, String message) {
            return new Cause("FieldValueInvalid", field, message);
        }

        /** A field that must be there. */
        public static Cause required(String field, String message) {
            return new Cause("FieldValueRequired", field, message);
        }
    }

    private final int code;
    private final String reason;
    private final transient ObjectNode details;

    private ApiFailure(int code, String reason, String message, ObjectNode details) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    /** A failure without details. */
    public static ApiFailure of(int code, String reason, String message) {
        return new ApiFailure(code, reason, message, Json.object());
    }

    /** 404 for an object. */
    public static ApiFailure notFound(String group, String resource, String name) {
        return new ApiFailure(
                404,
                "NotFound",
                qualified(resource, group) + " \"" + name + "\" not found",
                about(group, resource, name));
    }

    /** 404 for a path that is not served. */
    public static ApiFailure noSuchPath() {
        return of(404, "NotFound", "the server could not find the requested resource");
    }

    /** 409 for a name that is taken. */
    public static ApiFailure alreadyExists(String group, String resource, String name) {
        return new ApiFailure(
                409,
                "AlreadyExists",
                qualified(resource, group) + " \"" + name + "\" already exists",
                about(group, resource, name));
    }

    /** 409 for a stale resourceVersion, a foreign UID or a state that forbids the change. */
    public static ApiFailure conflict(String group, String resource, String name, String why) {
        return new ApiFailure(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(resource, group) + " \"" + name + "\": " + why,
                about(group, resource, name));
    }

    /** 422 for an object that breaks rules of its kind. */
    public static ApiFailure invalid(String group, String kind, String name, List<Cause> causes) {
        ObjectNode details = about(group, kind, name);
        StringBuilder message = new StringBuilder(qualified(kind, group) + " \"" + name + "\" is invalid: ");
        message.append(causes.size() == 1 ? "" : "[");
        String separator = "";
        for (Cause cause : causes) {
            details.withArray("causes")
                    .addObject()
                    .put("reason", cause.reason())
                    .put("message", cause.message())
                    .put("field", cause.field());
            message.append(separator).append(cause.field()).append(": ").append(cause.message());
            separator = ", ";
        }
        message.append(causes.size() == 1 ? "" : "]");
        return new ApiFailure(422, "Invalid", message.toString(), details);
    }

    /** 400. */
    public static ApiFailure badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    /** 403; {@code causeReason} goes to details, where controllers look for it. */
    public static ApiFailure forbidden(String group, String resource, String name, String why, String causeReason) {
        ObjectNode details = about(group, resource, name);
        details.withArray("causes").addObject().put("reason", causeReason).put("message", why);
        return new ApiFailure(
                403, "Forbidden", qualified(resource, group) + " \"" + name + "\" is forbidden: " + why, details);
    }

    /** 410 for a resourceVersion that the history no longer (or does not yet) cover. */
    public static ApiFailure expired(String message) {
        return of(410, "Expired", message);
    }

    /** 415. */
    public static ApiFailure unsupportedMediaType(String message) {
        return of(415, "UnsupportedMediaType", message);
    }

    /** 405. */
    public static ApiFailure methodNotAllowed(String message) {
        return of(405, "MethodNotAllowed", message);
    }

    /** The HTTP status. */
    public int code() {
        return code;
    }

    /** The machine-readable reason, for example {@code NotFound}. */
    public String reason() {
        return reason;
    }

    /** The v1.Status to send. */
    public ObjectNode toStatus() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        return status.put("code", code);
    }

    private static ObjectNode about(String group, String kind, String name) {
        ObjectNode details = Json.object().put("name", name);
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        return details.put("kind", kind);
    }

    private static String qualified(String resource, String group) {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
