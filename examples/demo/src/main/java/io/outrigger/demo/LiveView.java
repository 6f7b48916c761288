// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Nodes, pods and the last log lines, for someone without kubectl. Runs on the main thread. */
final class LiveView {

    private static final int PERIOD_SECONDS = 2;

    private final Plant plant;
    private final Console console;
    private final int logLines;

    LiveView(Plant plant, Console console, int logLines) {
        this.plant = plant;
        this.console = console;
        this.logLines = logLines;
    }

    /** Shows the view once where there is no screen, and again and again where there is one. */
    void showUntil(CountDownLatch end) throws InterruptedException {
        console.line("");
        console.line(view());
        while (!end.await(PERIOD_SECONDS, TimeUnit.SECONDS)) {
            if (console.isTerminal() && !Shell.onPath("kubectl")) {
                redraw();
            }
        }
    }

    private void redraw() {
        console.redraw("ready: " + plant.kubeconfig() + System.lineSeparator() + view());
        console.commands(plant.kubeconfig());
    }

    private String view() {
        try {
            return render();
        } catch (KubernetesClientException away) {
            return "(the API server does not answer: " + away.getMessage() + ")";
        }
    }

    private String render() {
        var text = new StringBuilder();
        row(text, "NODE", "STATUS", "PROVIDER");
        for (Node node : plant.nodes()) {
            String taint = node.getSpec().getTaints().stream()
                    .filter(each -> each.getKey().equals("virtual-kubelet.io/provider"))
                    .map(each -> String.valueOf(each.getValue()))
                    .findFirst()
                    .orElse("");
            row(text, node.getMetadata().getName(), ready(node) ? "Ready" : "NotReady", taint);
        }
        text.append(System.lineSeparator());
        row(text, "POD", "STATUS", "NODE");
        for (Pod pod : plant.pods()) {
            String phase = pod.getStatus().getPhase();
            int restarts = pod.getStatus().getContainerStatuses().stream()
                    .mapToInt(ContainerStatus::getRestartCount)
                    .sum();
            String status = restarts == 0 ? phase : phase + " (" + restarts + " restarts)";
            row(text, pod.getMetadata().getName(), status, pod.getSpec().getNodeName());
        }
        for (Pod pod : plant.pods()) {
            text.append(System.lineSeparator());
            plant.log(pod, logLines)
                    .lines()
                    .forEach(line -> text.append(String.format(
                                    Locale.ROOT, "%-8s| %s", pod.getMetadata().getName(), line))
                            .append(System.lineSeparator()));
        }
        return text.toString();
    }

    private static boolean ready(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(each ->
                        each.getType().equals("Ready") && each.getStatus().equals("True"));
    }

    private static void row(StringBuilder text, String... cells) {
        text.append(String.format(Locale.ROOT, "%-16s %-22s %s%n", (Object[]) cells));
    }
}
