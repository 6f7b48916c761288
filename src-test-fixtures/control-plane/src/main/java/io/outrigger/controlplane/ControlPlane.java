// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A running Kubernetes control plane on loopback: etcd, kube-apiserver, kube-controller-manager and kube-scheduler, all
 * with their default time-outs and rates, and without any node.
 *
 * <p>Tests get one from {@link ControlPlaneExtension}; other programs call {@link #start} and {@link #close}. The first
 * start on a machine builds the programs, which takes some minutes and needs Go; later ones take about ten seconds. The
 * control plane also stops when this JVM ends without closing it.
 *
 * <p>Safe for use by several threads, except that stopping and starting the API server is up to one of them.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration BUILD_AND_START = Duration.ofMinutes(20);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final String API_SERVER = "kube-apiserver";

    private final Path script;
    private final Path directory;

    private ControlPlane(Path script, Path directory) {
        this.script = script;
        this.directory = directory;
    }

    /**
     * Starts an empty cluster and waits until it accepts pods.
     *
     * @param directory created if need be; holds the cluster's files, afterwards the logs of its components
     * @param options further options of {@code control-plane up}, for example {@code --version 1.32.13}
     * @throws IllegalStateException if it does not start; the message names the component and ends with its log
     * @throws UncheckedIOException if the files can not be written
     */
    public static ControlPlane start(Path directory, String... options) {
        Path absolute = directory.toAbsolutePath().normalize();
        ControlPlane controlPlane = new ControlPlane(unpackedScript(absolute), absolute);
        List<String> arguments = new ArrayList<>(List.of("up", absolute.toString()));
        arguments.add("--owner");
        arguments.add(Long.toString(ProcessHandle.current().pid()));
        arguments.addAll(List.of(options));
        controlPlane.script(BUILD_AND_START, arguments);
        return controlPlane;
    }

    /** The directory that {@link #start} was given, absolute: {@code ca.crt}, {@code logs/} and the like are there. */
    public Path directory() {
        return directory;
    }

    /** A kubeconfig of a cluster administrator. */
    public Path kubeconfig() {
        return directory.resolve("admin.conf");
    }

    /**
     * Runs kubectl of the cluster's version as administrator and waits for its end.
     *
     * @return how it ended; a failure of kubectl is a result, not an exception
     * @throws IllegalStateException if it does not end within two minutes; it is killed then
     */
    public CommandResult kubectl(String... arguments) {
        return kubectlStreaming(arguments).await(ANSWER);
    }

    /**
     * Runs {@code kubectl apply} on manifests.
     *
     * @param manifests YAML or JSON, several documents are fine
     */
    public CommandResult apply(String manifests) {
        Path file = TemporaryFiles.create("manifests");
        try {
            Files.writeString(file, manifests);
            return kubectl("apply", "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("The manifests could not be handed to kubectl", e);
        } finally {
            TemporaryFiles.delete(file);
        }
    }

    /**
     * Starts kubectl and returns at once, for {@code logs -f}, {@code get -w} and the like.
     *
     * @return the running command; whoever called closes it
     */
    public RunningCommand kubectlStreaming(String... arguments) {
        Stream<String> kubectl = Stream.of(
                directory.resolve("kubectl").toString(),
                "--kubeconfig",
                kubeconfig().toString());
        return RunningCommand.start(Stream.concat(kubectl, Stream.of(arguments)).toList());
    }

    /**
     * Takes the API server away; it stops listening at once. With watches open it may take ten seconds to end.
     *
     * @throws IllegalStateException if it can not be stopped
     */
    public void stopApiServer() {
        script(ANSWER, List.of("stop-component", directory.toString(), API_SERVER));
    }

    /**
     * Brings the API server back, on its old port and with its old data, and waits until it is ready.
     *
     * @throws IllegalStateException if it does not become ready; the message ends with its log
     */
    public void startApiServer() {
        script(ANSWER, List.of("start-component", directory.toString(), API_SERVER));
    }

    /**
     * Adds metrics-server, which answers {@code kubectl top} and autoscalers; it measures nodes every ten seconds. When it
     * has been added before, nothing happens.
     *
     * @throws IllegalStateException if it does not become ready; the message ends with its log
     */
    public synchronized void startMetricsServer() {
        script(BUILD_AND_START, List.of("metrics-server", directory.toString()));
    }

    /** Stops every component. Closing twice is harmless; the logs stay in {@link #directory()}. */
    @Override
    public void close() {
        script(ANSWER, List.of("down", directory.toString()));
    }

    private void script(Duration timeout, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(arguments);
        RunningCommand.start(command).await(timeout).orThrow();
    }

    private static Path unpackedScript(Path directory) {
        try {
            return ScriptFiles.unpack(directory.resolve("script"));
        } catch (IOException e) {
            throw new UncheckedIOException("The control-plane script could not be unpacked into " + directory, e);
        }
    }
}
