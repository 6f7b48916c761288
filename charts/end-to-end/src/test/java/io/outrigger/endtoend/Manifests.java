// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

/** Manifests whose containers are shell scripts; the line {@code PLACEMENT} stands for what sends a pod to the node. */
final class Manifests {
    private Manifests() {}

    /** A pod whose only container {@code main} runs a script and is always restarted. */
    static String pod(String name, String script) {
        return pod(name, "Always", script);
    }

    static String pod(String name, String restartPolicy, String script) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  labels: {app: %s}
                spec:
                  PLACEMENT
                  restartPolicy: %s
                  containers:
                  - name: main
                    image: host
                    command:
                    - sh
                    - -c
                    - |
                %s---
                """.formatted(name, name, restartPolicy, script.indent(6));
    }

    /** Sends the pods in some manifests to a node. */
    static String onNode(String node, String manifests) {
        String placement = "$1nodeSelector: {kubernetes.io/hostname: " + node + "}\n"
                + "$1tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]";
        return manifests.replaceAll("(?m)^( *)PLACEMENT$", placement);
    }
}
