// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The query parameters of the API in the kubelet's spelling. */
final class KubeletQuery {
    private static final List<String> LOG_OPTIONS = List.of(
            "follow", "previous", "timestamps", "sinceSeconds", "sinceTime", "tailLines", "limitBytes", "stream");
    private static final Map<String, String> STREAM_FLAGS =
            Map.of("stdin", "input", "stdout", "output", "stderr", "error", "tty", "tty");

    private KubeletQuery() {}

    static String ofLogs(MultiMap parameters) {
        List<String> query = new ArrayList<>();
        for (String option : LOG_OPTIONS) {
            String value = parameters.get(option);
            if (value != null) {
                query.add(option + "=" + PodTarget.encode(value));
            }
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    static String ofStreams(MultiMap parameters) {
        List<String> query = new ArrayList<>();
        for (String argument : parameters.getAll("command")) {
            query.add("command=" + PodTarget.encode(argument));
        }
        STREAM_FLAGS.forEach((name, kubeletName) -> {
            String value = parameters.get(name);
            if ("true".equals(value) || "1".equals(value)) {
                query.add(kubeletName + "=1");
            }
        });
        for (String port : parameters.getAll("ports")) {
            query.add("port=" + PodTarget.encode(port));
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }
}
