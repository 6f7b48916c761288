// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import io.outrigger.StartException;
import io.outrigger.VirtualKubelet;
import io.outrigger.program.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code outrigger run}: makes the sites nodes of the cluster until it is asked to stop. */
@Command(
        name = "run",
        description = {
            "Makes the sites of the configuration nodes of the cluster, until it is asked to stop (SIGTERM, Ctrl-C).",
            "Pods go on running at their sites when it stops."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    @Mixin
    private final ConfigurationOption config = new ConfigurationOption();

    @Mixin
    private final LogOptions logs = new LogOptions();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "How to reach the cluster; wins over the configuration. Without either, as kubectl finds it, or"
                            + " the service account of the pod this runs in.")
    private @Nullable Path kubeconfig;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    RunCommand() {}

    @Override
    public Integer call() throws IOException {
        logs.apply();
        VirtualKubelet.preload();
        var errors = spec.commandLine().getErr();
        var read = config.read(errors);
        if (read.isEmpty()) {
            return Main.WRONG_CONFIGURATION;
        }
        try (var stop = StopRequest.listen();
                var kubelet = build(read.get())) {
            var facts = new Facts();
            facts.starting(read.get(), config.file());
            kubelet.start();
            facts.started(read.get(), kubelet);
            stop.await();
            facts.stopping();
            return 0;
        } catch (StartException refused) {
            errors.println("outrigger " + refused.getMessage());
            errors.flush();
            return Main.CANNOT_START;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private VirtualKubelet build(Configuration configuration) throws IOException {
        var builder = VirtualKubelet.builder()
                .cluster(configuration.cluster())
                .holder(holder())
                .endpoint(configuration.endpoint())
                .taintProvider(configuration.providerTaint())
                .sites(configuration.sites());
        var file = kubeconfig == null ? configuration.kubeconfig() : kubeconfig;
        return (file == null ? builder : builder.kubeconfig(file)).build();
    }

    /** Tells somebody whose own program is refused a host which one to stop. */
    private static String holder() throws IOException {
        String process = "the process " + ProcessHandle.current().pid();
        return Files.exists(HOST_NAME)
                ? process + " on " + Files.readString(HOST_NAME).strip()
                : process;
    }
}
