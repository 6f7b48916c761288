// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import io.outrigger.controlplane.RunningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One site on this machine with the program that makes it a node, and a namespace; node and namespace have one name.
 * A test class gets one from {@link EdgeSiteExtension} and uses it from one thread.
 */
final class EdgeSite implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SCRIPT = Duration.ofMinutes(2);
    /** How often a wait looks at most, so that long waits for much do not keep the machine busy. */
    private static final int LOOKS = 480;

    private final ControlPlane controlPlane;
    private final String name;
    private final String endpoint;
    private final Path home;
    private final Path kubeconfig;
    private final String provider;
    private final Program program;

    private final List<String> neighbours = new ArrayList<>();

    private boolean opened;
    private boolean usable;

    /** A site that is not open yet. */
    EdgeSite(ControlPlane controlPlane, String name) {
        this(controlPlane, name, controlPlane.kubeconfig(), "");
    }

    /**
     * A site that is not open yet.
     *
     * @param kubeconfig who the program is in the cluster
     * @param endpoint more keys of the section {@code endpoint}, each on a line of its own
     */
    EdgeSite(ControlPlane controlPlane, String name, Path kubeconfig, String endpoint) {
        this(controlPlane, name, kubeconfig, endpoint, local(name));
    }

    /**
     * A site of any provider that is not open yet.
     *
     * @param provider the keys {@code provider} and {@code settings}, on lines of their own
     */
    EdgeSite(ControlPlane controlPlane, String name, String provider) {
        this(controlPlane, name, controlPlane.kubeconfig(), "", provider);
    }

    private static String local(String name) {
        return "provider: local\nsettings: {directory: " + home(name).resolve("site") + "}\n";
    }

    private static Path home(String name) {
        return Path.of("target", "sites", name).toAbsolutePath();
    }

    private EdgeSite(ControlPlane controlPlane, String name, Path kubeconfig, String endpoint, String provider) {
        this.controlPlane = controlPlane;
        this.provider = provider;
        this.name = name;
        this.endpoint = endpoint;
        this.home = home(name);
        this.kubeconfig = kubeconfig;
        this.program = new Program(
                List.of(
                        "run",
                        "--config",
                        home.resolve("outrigger.yaml").toString(),
                        "--kubeconfig",
                        kubeconfig.toString()),
                home.resolve("program.log"));
    }

    /** Creates the namespace, starts the program and waits until the node is ready; does so once, or fails each time. */
    void open() {
        if (opened) {
            assertThat(usable).as("the site %s could be opened", name).isTrue();
            return;
        }
        opened = true;
        prepare();
        program.start();
        awaitNodeReady(PATIENCE);
        usable = true;
    }

    /**
     * Adds a second site to the program, as {@link #openNeighbours}.
     *
     * @return the name of its node
     */
    String openNeighbour() {
        String neighbour = name + "-neighbour";
        Path directory = home.resolve("neighbour");
        openNeighbours(Map.of(neighbour, "provider: local\nsettings: {directory: " + directory + "}\n"));
        return neighbour;
    }

    /**
     * Adds sites to the program, which is restarted for them, and waits until all nodes are ready. Their nodes go when
     * this site is closed.
     *
     * @param providers the keys {@code provider} and {@code settings} of each, by the name of its node
     */
    void openNeighbours(Map<String, String> providers) {
        program.stop();
        neighbours.addAll(providers.keySet());
        StringBuilder entries = new StringBuilder();
        providers.forEach((node, provider) ->
                entries.append("- name: ").append(node).append('\n').append(provider.indent(2)));
        try {
            Files.writeString(home.resolve("outrigger.yaml"), entries, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The neighbours cannot be added", e);
        }
        program.start();
        awaitNodeReady(PATIENCE);
        neighbours.forEach(node -> awaitNodeReady(node, PATIENCE));
    }

    /** The name of the node and of the namespace. */
    String name() {
        return name;
    }

    Program program() {
        return program;
    }

    /** Who the program is in the cluster. */
    Path kubeconfig() {
        return kubeconfig;
    }

    /** Where the site keeps its pods; a site whose directory is away does not answer. */
    Path directory() {
        return home.resolve("site");
    }

    /** A directory for files that containers and tests share. */
    Path shared() {
        return home.resolve("shared");
    }

    /** Runs kubectl in the namespace. */
    CommandResult kubectl(String... arguments) {
        return controlPlane.kubectl(inNamespace(arguments));
    }

    /** Starts kubectl in the namespace; whoever called closes it. */
    RunningCommand kubectlStreaming(String... arguments) {
        return controlPlane.kubectlStreaming(inNamespace(arguments));
    }

    /**
     * Runs a shell script in which {@code kubectl} is that of the cluster, in the namespace; for input, pipes and
     * terminals. Programs that run programs are given {@code "${kubectl[@]}"}.
     */
    CommandResult shell(String script) {
        String kubectl = "'%s' --kubeconfig '%s' --namespace '%s'"
                .formatted(controlPlane.directory().resolve("kubectl"), controlPlane.kubeconfig(), name);
        String known = "kubectl=(" + kubectl + ")\nkubectl() { " + kubectl + " \"$@\"; }\n";
        String[] command = {"bash", "-c", known + script};
        return RunningCommand.start(List.of(command)).await(SCRIPT);
    }

    /** Creates or changes objects in the namespace; see {@link Manifests} for what is filled in. */
    void apply(String manifests) {
        kubectl("apply", "-f", file(manifests).toString()).orThrow();
    }

    /** One or more fields of an object, for example {@code field("pod/web", "{.status.phase}")}. */
    String field(String object, String jsonPath) {
        return kubectl("get", object, "-o", "jsonpath=" + jsonPath).orThrow();
    }

    String uid(String pod) {
        return field("pod/" + pod, "{.metadata.uid}");
    }

    int restarts(String pod) {
        return Integer.parseInt(field("pod/" + pod, "{.status.containerStatuses[0].restartCount}"));
    }

    /**
     * What the program's own endpoint answers to the API server's certificate. The API server itself passes nothing on
     * to a node with a loopback address except logs.
     */
    String endpoint(String path) {
        String port = field("node/" + name, "{.status.daemonEndpoints.kubeletEndpoint.Port}");
        Path keys = controlPlane.directory().resolve("pki");
        return HostProcesses.output(
                "curl",
                "--silent",
                "--insecure",
                "--cert",
                keys.resolve("kubelet-client.crt").toString(),
                "--key",
                keys.resolve("kubelet-client.key").toString(),
                "https://127.0.0.1:" + port + path);
    }

    /** The UIDs of the pods that a selector finds. */
    Set<String> uids(String selector) {
        String found = kubectl("get", "pods", "-l", selector, "-o", "jsonpath={.items[*].metadata.uid}")
                .orThrow();
        return Stream.of(found.split(" ")).filter(uid -> !uid.isEmpty()).collect(Collectors.toSet());
    }

    /** What {@code kubectl get pods} prints in the column STATUS. */
    String shownStatus(String pod) {
        return kubectl("get", "pod", pod, "--no-headers").orThrow().trim().split("\\s+")[2];
    }

    /** Waits up to two minutes until a field of an object has a value. */
    void await(String object, String jsonPath, String expected) {
        await(
                object,
                PATIENCE,
                () -> assertThat(field(object, jsonPath))
                        .as("%s of %s", jsonPath, object)
                        .isEqualTo(expected));
    }

    /** Waits up to two minutes until a pod is running and ready. */
    void awaitRunning(String pod) {
        await("pod/" + pod, "{.status.phase} {.status.conditions[?(@.type=='Ready')].status}", "Running True");
    }

    /** Waits up to two minutes until an object is gone from the cluster. */
    void awaitGone(String object) {
        await(
                object,
                PATIENCE,
                () -> assertThat(kubectl("get", object).stderr()).contains("(NotFound)"));
    }

    /** Waits for something; on failure the message says what kubectl knows about an object. */
    void await(String object, Duration patience, Runnable assertion) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(patience.dividedBy(LOOKS).plusMillis(100))
                    .untilAsserted(assertion::run);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    e.getMessage() + "\n" + kubectl("describe", object).stdout() + program.lastWords(), e);
        }
    }

    void awaitNodeReady(Duration patience) {
        awaitNodeReady(name, patience);
    }

    void awaitNodeReady(String node, Duration patience) {
        await("node/" + node, patience, () -> {
            if (!program.isRunning()) {
                throw new IllegalStateException("The program has ended by itself. " + program.lastWords());
            }
            assertThat(readiness(node)).as("readiness of the node").startsWith("True ");
        });
    }

    /** Status and reason of the node's condition Ready. */
    String readiness() {
        return readiness(name);
    }

    String readiness(String node) {
        return kubectl(
                        "get",
                        "node",
                        node,
                        "--ignore-not-found",
                        "-o",
                        "jsonpath={.status.conditions[?(@.type=='Ready')]['status','reason']}")
                .orThrow();
    }

    /** Stops the program and kills what is left at the site, whatever the tests have done. */
    @Override
    public void close() {
        try {
            program.close();
        } finally {
            HostProcesses.killBelow(home);
            List<String> delete = new ArrayList<>(List.of("delete", "node,namespace", name));
            delete.addAll(neighbours);
            delete.addAll(List.of("--ignore-not-found", "--wait=false"));
            kubectl(delete.toArray(String[]::new));
        }
    }

    private void prepare() {
        HostProcesses.killBelow(home);
        try {
            if (Files.exists(home)) {
                deleteRecursively(home);
            }
            Files.createDirectories(directory());
            Files.createDirectories(shared());
            Files.writeString(home.resolve("outrigger.yaml"), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException("The site's files cannot be written", e);
        }
        controlPlane.kubectl("create", "namespace", name).orThrow();
        // Pods are refused until the namespace has its service account.
        await(
                "serviceaccount/default",
                PATIENCE,
                () -> assertThat(kubectl("get", "serviceaccount", "default").succeeded())
                        .isTrue());
    }

    private String configuration() {
        return """
                cluster: demo
                endpoint:
                  address: 127.0.0.1
                  port: 0
                  clientCaFile: %s
                %ssites:
                - name: %s
                  capacity: {pods: 400}
                %s
                """.formatted(
                        controlPlane.directory().resolve("kubelet-client-ca.crt"),
                        endpoint.indent(2),
                        name,
                        provider.indent(2));
    }

    /** A file or directory beside the configuration of the program, which names it relative to that. */
    Path file(Path name) {
        return home.resolve(name);
    }

    private Path file(String manifests) {
        try {
            Path file = Files.createTempFile(home, "manifests", ".yaml");
            Files.writeString(file, Manifests.onNode(name, manifests));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The manifests cannot be handed to kubectl", e);
        }
    }

    private String[] inNamespace(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--namespace", name));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    private static void deleteRecursively(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
