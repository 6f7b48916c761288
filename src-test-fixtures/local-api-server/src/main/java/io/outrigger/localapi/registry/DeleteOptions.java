// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How an object is to be deleted.
 *
 * @param graceSeconds what the client asked for, null when it left that open
 * @param uid the incarnation that is meant, "" for any
 * @param resourceVersion the version that is meant, "" for any
 */
public record DeleteOptions(@Nullable Long graceSeconds, String uid, String resourceVersion, boolean dryRun) {
    /** Nothing special. */
    public static final DeleteOptions DEFAULT = new DeleteOptions(null, "", "", false);

    /** Reads a DeleteOptions object; {@code graceFromQuery} counts when the body does not say. */
    public static DeleteOptions read(JsonNode body, OptionalLong graceFromQuery, boolean dryRunFromQuery) {
        Long grace = graceFromQuery.isPresent() ? (Long) graceFromQuery.getAsLong() : null;
        if (body.hasNonNull("gracePeriodSeconds")) {
            grace = body.path("gracePeriodSeconds").asLong();
        }
        return new DeleteOptions(
                grace,
                Json.text(body, "preconditions", "uid"),
                Json.text(body, "preconditions", "resourceVersion"),
                dryRunFromQuery || !body.path("dryRun").isEmpty());
    }
}
