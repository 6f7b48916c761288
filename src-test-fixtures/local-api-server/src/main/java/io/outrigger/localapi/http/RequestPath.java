// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a path below {@code /api} or {@code /apis} names. Namespace, name and sub-resource are "" where the path has none.
 *
 * @param rest what follows the sub-resource, as in {@code nodes/NAME/proxy/REST}
 */
record RequestPath(
        String group, String version, String namespace, String resource, String name, String subresource, String rest) {
    private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

    static Optional<RequestPath> parse(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                // In a path, unlike in a form, a plus is a plus.
                parts.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        if (parts.size() >= 3 && parts.get(0).equals("api")) {
            return Optional.of(below("", parts.get(1), parts.subList(2, parts.size())));
        }
        if (parts.size() >= 4 && parts.get(0).equals("apis")) {
            return Optional.of(below(parts.get(1), parts.get(2), parts.subList(3, parts.size())));
        }
        return Optional.empty();
    }

    private static RequestPath below(String group, String version, List<String> parts) {
        boolean inNamespace =
                parts.size() >= 3 && parts.get(0).equals("namespaces") && !OF_NAMESPACES.contains(parts.get(2));
        String namespace = inNamespace ? parts.get(1) : "";
        List<String> object = inNamespace ? parts.subList(2, parts.size()) : parts;
        String rest = object.size() > 3 ? String.join("/", object.subList(3, object.size())) : "";
        return new RequestPath(group, version, namespace, at(object, 0), at(object, 1), at(object, 2), rest);
    }

    private static String at(List<String> parts, int position) {
        return position < parts.size() ? parts.get(position) : "";
    }
}
