// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.VirtualKubelet;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.provider.ssh.LocalProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whole calls of kubectl through a real API server, beside the smallest call that kubectl can make. */
final class KubectlBenchmark {

    private static final String NODE = "benchmark";
    private static final int WARM_UP = 5;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: benchmark}
            spec:
              nodeName: benchmark
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 1
              tolerations: [{operator: Exists}]
              containers: [{name: main, image: host, command: [sleep, "100000"]}]
            """;

    private final Path controlPlane;

    private KubectlBenchmark(Path controlPlane) {
        this.controlPlane = controlPlane;
    }

    /** {@code controlPlane} is the directory of a control plane that runs. */
    static void run(Path controlPlane, int times, Table table) throws Exception {
        new KubectlBenchmark(controlPlane).run(times, table);
    }

    private void run(int times, Table table) throws Exception {
        String directory = Files.createTempDirectory("benchmark").toString();
        try (VirtualKubelet kubelet = VirtualKubelet.builder()
                .cluster("benchmark")
                .kubeconfig(controlPlane.resolve("admin.conf"))
                .endpoint(EndpointOptions.selfSigned("127.0.0.1", 0, controlPlane.resolve("kubelet-client-ca.crt")))
                .provider(new LocalProviderFactory())
                .sites(List.of(SiteSpec.of(NODE, "local", Map.of("directory", directory))))
                .build()) {
            kubelet.start();
            kubectl(POD, "apply", "-f", "-");
            try {
                kubectl("", "wait", "--for=condition=Ready", "--timeout=60s", "pod/benchmark");
                List<Duration> floor = times(times, "get", "--raw", "/version");
                List<Duration> exec = times(times, "exec", "benchmark", "--", "true");
                List<Duration> logs = times(times, "logs", "benchmark");
                row(table, "kubectl exec of true", exec, floor);
                row(table, "kubectl logs", logs, floor);
            } finally {
                kubectl("", "delete", "pod/benchmark", "--wait=true");
            }
        } finally {
            kubectl("", "delete", "node/" + NODE, "--ignore-not-found");
        }
    }

    private List<Duration> times(int times, String... words) throws IOException, InterruptedException {
        List<Duration> durations = new ArrayList<>();
        for (int time = 0; time < WARM_UP + times; time++) {
            long begin = System.nanoTime();
            kubectl("", words);
            if (time >= WARM_UP) {
                durations.add(Duration.ofNanos(System.nanoTime() - begin));
            }
        }
        return durations;
    }

    private void kubectl(String input, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                controlPlane.resolve("kubectl").toString(), "--kubeconfig=" + controlPlane.resolve("admin.conf")));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (process.waitFor() != 0) {
            throw new IOException("kubectl " + String.join(" ", words) + " ended with " + process.exitValue());
        }
    }

    private static void row(Table table, String what, List<Duration> measured, List<Duration> floor) {
        for (int percent : new int[] {50, 99}) {
            table.row(
                    what + ", p" + percent,
                    new Percentiles(measured).millis(percent),
                    new Percentiles(floor).millis(percent) + " get /version",
                    "");
        }
    }
}
