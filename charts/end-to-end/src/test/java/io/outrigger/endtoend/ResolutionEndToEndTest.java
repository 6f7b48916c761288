// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a container sees of ConfigMaps, Secrets and the downward API. */
@EndToEnd
class ResolutionEndToEndTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final EdgeSite site;

    ResolutionEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @BeforeAll
    static void createReferences(EdgeSite site) {
        site.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {colour: blue, greeting: "good day"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData: {password: "two words $(NOT_EXPANDED)"}
                """);
    }

    @Test
    void theEnvironmentIsMadeAsAKubeletMakesIt() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: surroundings, labels: {tier: edge}}
                spec:
                  PLACEMENT
                  restartPolicy: Never
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, env | sort]
                    resources: {limits: {cpu: 1500m, memory: 64Mi}}
                    envFrom: [{configMapRef: {name: settings}, prefix: S_}]
                    env:
                    - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
                    - {name: PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}
                    - {name: OPTIONAL, valueFrom: {configMapKeyRef: {name: nowhere, key: x, optional: true}}}
                    - {name: BOTH, value: "$(COLOUR) and $$(COLOUR)"}
                    - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                    - {name: TIER, valueFrom: {fieldRef: {fieldPath: "metadata.labels['tier']"}}}
                    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                    - {name: HOST_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
                    - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                    - {name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                    - {name: MEBIBYTES, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                """);
        site.await("pod/surroundings", "{.status.phase}", "Succeeded");

        assertThat(site.kubectl("logs", "surroundings").orThrow().lines())
                .contains(
                        "S_colour=blue",
                        "S_greeting=good day",
                        "COLOUR=blue",
                        "PASSWORD=two words $(NOT_EXPANDED)",
                        "BOTH=blue and $(COLOUR)",
                        "POD=surroundings",
                        "NAMESPACE=" + site.name(),
                        "TIER=edge",
                        "NODE=" + site.name(),
                        "HOST_IP=127.0.0.1",
                        "CPUS=2",
                        "MEBIBYTES=64")
                .anyMatch(line -> line.matches("POD_IP=[0-9a-f.:]+"))
                .anyMatch(line -> line.matches("KUBERNETES_SERVICE_HOST=10\\.96\\.0\\.1"))
                .noneMatch(line -> line.startsWith("OPTIONAL="));
    }

    @Test
    void filesStandAtTheirMountPaths() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: files, labels: {tier: edge}}
                spec:
                  PLACEMENT
                  restartPolicy: Never
                  containers:
                  - name: main
                    image: host
                    command:
                    - sh
                    - -c
                    - |
                      cat /mnt/settings/colour /mnt/login/password; echo
                      stat -L -c %a /mnt/login/password
                      cat /mnt/about/labels; echo
                      cat /var/run/secrets/kubernetes.io/serviceaccount/namespace; echo
                      test -s /var/run/secrets/kubernetes.io/serviceaccount/token && echo token
                      echo kept > /mnt/scratch/file && cat /mnt/scratch/file
                    volumeMounts:
                    - {name: settings, mountPath: /mnt/settings}
                    - {name: login, mountPath: /mnt/login}
                    - {name: about, mountPath: /mnt/about}
                    - {name: scratch, mountPath: /mnt/scratch}
                  volumes:
                  - {name: settings, configMap: {name: settings}}
                  - {name: login, secret: {secretName: login, defaultMode: 0400}}
                  - {name: about, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
                  - {name: scratch, emptyDir: {}}
                """);
        site.await("pod/files", "{.status.phase}", "Succeeded");

        assertThat(site.kubectl("logs", "files").orThrow()).isEqualTo("""
                bluetwo words $(NOT_EXPANDED)
                400
                tier="edge"
                %s
                token
                kept
                """.formatted(site.name()));
    }

    @Test
    void aContainerWaitsForAConfigMapAndThenStartsByItself() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: patient}
                spec:
                  PLACEMENT
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, echo $VALUE; exec sleep 3600]
                    env: [{name: VALUE, valueFrom: {configMapKeyRef: {name: late, key: value}}}]
                """);
        site.await(
                "pod/patient",
                "{.status.phase} {.status.containerStatuses[0].state.waiting['reason','message']}",
                "Pending CreateContainerConfigError configmap \"late\" not found");

        site.kubectl("create", "configmap", "late", "--from-literal=value=arrived")
                .orThrow();

        site.awaitRunning("patient");
        assertThat(site.kubectl("logs", "patient").orThrow()).isEqualTo("arrived\n");
        assertThat(site.restarts("patient")).isZero();
    }

    @Test
    void aChangedConfigMapReachesTheFileOfARunningContainer() {
        site.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: changing}
                data: {value: before}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: reader}
                spec:
                  PLACEMENT
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, 'while :; do cat /mnt/changing/value; echo; sleep 1; done']
                    volumeMounts: [{name: changing, mountPath: /mnt/changing}]
                  volumes: [{name: changing, configMap: {name: changing}}]
                """);
        site.awaitRunning("reader");
        site.await("pod/reader", SOON, () -> assertThat(lastLine("reader")).isEqualTo("before"));

        site.kubectl("patch", "configmap", "changing", "-p", "{\"data\": {\"value\": \"after\"}}")
                .orThrow();

        site.await("pod/reader", SOON, () -> assertThat(lastLine("reader")).isEqualTo("after"));
        assertThat(site.restarts("reader")).isZero();
    }

    private String lastLine(String pod) {
        return site.kubectl("logs", pod, "--tail=1").orThrow().trim();
    }
}
