// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as Kubernetes writes them; the zero time is null, which is left out. */
final class Moments {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Moments() {}

    static JsonNode seconds(long seconds) {
        if (seconds == 0) {
            return JsonNodeFactory.instance.nullNode();
        }
        return JsonNodeFactory.instance.textNode(Instant.ofEpochSecond(seconds).toString());
    }

    static JsonNode micros(long seconds, int nanos) {
        if (seconds == 0) {
            return JsonNodeFactory.instance.nullNode();
        }
        return JsonNodeFactory.instance.textNode(MICROS.format(Instant.ofEpochSecond(seconds, nanos)));
    }
}
