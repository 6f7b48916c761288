// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.store.FieldSelector;
import io.outrigger.localapi.store.LabelSelector;
import io.outrigger.localapi.store.Selection;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.OptionalLong;

/** The query parameters of a request. */
record Parameters(MultiMap values) {
    static Parameters of(HttpServerRequest request) {
        return new Parameters(request.params());
    }

    String text(String name) {
        String value = values.get(name);
        return value == null ? "" : value;
    }

    boolean flag(String name) {
        String value = text(name);
        return value.equals("true") || value.equals("1");
    }

    OptionalLong number(String name) {
        String value = text(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw ApiFailure.badRequest("query parameter " + name + "=" + value + " is not a whole number");
        }
    }

    boolean dryRun() {
        return text("dryRun").equals("All");
    }

    /** Whether fields that a kind does not have are to be refused. */
    boolean strict() {
        return text("fieldValidation").equals("Strict");
    }

    /** What a list or watch of {@code type} is about; a path that names one object selects it alone. */
    Selection selection(ResourceType type, RequestPath path) {
        String fields = text("fieldSelector");
        if (!path.name().isEmpty()) {
            fields = "metadata.name=" + path.name() + (fields.isEmpty() ? "" : "," + fields);
        }
        return new Selection(
                type.id(), path.namespace(), LabelSelector.parse(text("labelSelector")), FieldSelector.parse(fields));
    }
}
