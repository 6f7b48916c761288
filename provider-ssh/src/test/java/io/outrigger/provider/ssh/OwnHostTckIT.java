// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.TcpProxy;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.transport.SshTransport;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import io.outrigger.tck.ShellProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The provider {@code ssh} keeps the contract on a host that a developer names: the system property {@code outrigger.host}
 * is a file of properties, which are the settings of the site. The host needs busybox's programs in the images
 * {@code localhost/busybox:1} and {@code :2}, unless its runtime is {@code process}; it is left as it was.
 */
@EnabledIfSystemProperty(named = "outrigger.host", matches = ".+", disabledReason = "SKIPPED: no host is named")
class OwnHostTckIT extends ProviderTck {

    @Override
    protected ProviderHarness harness() throws Exception {
        return new OwnHost(Path.of(System.getProperty("outrigger.host")));
    }

    /** The host, by a network that a test can take away, and by a way of its own for what happens behind its back. */
    private static final class OwnHost implements ProviderHarness {

        private static final Duration PATIENCE = Duration.ofSeconds(120);

        private final Map<String, Object> settings = new HashMap<>();
        private final SshTransport transport = new SshTransport(SiteHarness.threads(), Clock.systemUTC());
        private final TcpProxy network;
        private final Link link;
        private final String runtime;
        private final String engine;
        private final String pods;

        OwnHost(Path file) throws IOException, ProviderException {
            Properties properties = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            properties.forEach((key, value) -> settings.put(String.valueOf(key), value));
            runtime = String.valueOf(settings.get("runtime"));
            engine = String.valueOf(settings.getOrDefault("engine", runtime));
            int port = Integer.parseInt(String.valueOf(settings.getOrDefault("port", "22")));
            settings.put("port", port);
            settings.put("startAtBoot", false);
            link = transport.link(
                    SshSettings.of(SiteSpec.of("edge", "ssh", settings)).access());
            String directory =
                    settings.get("directory") + "/" + ProcessHandle.current().pid() + "-" + System.nanoTime();
            settings.put("directory", directory);
            network = TcpProxy.to(port);
            settings.put("port", network.port());
            pods = directory + "/tck/edge/pods";
        }

        private boolean processes() {
            return runtime.equals("process");
        }

        /** Runs a script on the host; its words are its arguments from the first on. */
        private List<String> run(String script, String... words) throws IOException {
            List<String> command = new java.util.ArrayList<>(List.of("sh", "-c", script, "sh"));
            command.addAll(List.of(words));
            return link.run(command).output().lines().toList();
        }

        @Override
        public ProviderFactory factory() {
            return new SshProviderFactory();
        }

        @Override
        public SiteSpec site() {
            return SiteSpec.of("edge", "ssh", settings);
        }

        @Override
        public ContainerTemplate container(Program program) {
            return template(processes() ? "host" : "localhost/busybox:1", program);
        }

        @Override
        public ContainerTemplate otherImage(Program program) {
            return template(processes() ? "/bin/sh" : "localhost/busybox:2", program);
        }

        private ContainerTemplate template(String image, Program program) {
            if (program.steps().get(0) instanceof Program.EchoServer server) {
                String busybox = processes() ? "busybox" : "/bin/busybox";
                return ContainerTemplate.of(
                        image, List.of(busybox, "nc", "-ll", "-p", Integer.toString(server.port()), "-e", "cat"));
            }
            return ContainerTemplate.of(
                    image,
                    processes()
                            ? ShellProgram.command(program, volume -> "$OUTRIGGER_VOLUMES/" + volume)
                            : ShellProgram.command(program, this));
        }

        @Override
        public void kill(PodRef pod, String container) throws IOException {
            run(
                    processes()
                            ? "kill -9 \"$(sed -n 's/^pid //p' \"$4/$2/containers/$3/state\")\""
                            : "$1 kill --signal KILL $($1 ps -q --filter label=io.outrigger.uid=$2"
                                    + " --filter label=io.outrigger.container=$3)",
                    engine,
                    pod.uid(),
                    container,
                    pods);
        }

        @Override
        public List<String> leftovers(PodRef pod) throws IOException {
            return run(
                    "ls -d \"$2/$3\"; grep -l \"OUTRIGGER_POD=$3\" /proc/[0-9]*/environ;"
                            + (processes() ? "" : " $1 ps -aq --filter label=io.outrigger.uid=$3"),
                    engine,
                    pods,
                    pod.uid());
        }

        @Override
        public void breakLink() {
            network.fallSilent();
            network.cut();
        }

        @Override
        public void healLink() {
            network.clearUp();
        }

        @Override
        public Set<Capability> lacks() {
            return Set.of();
        }

        @Override
        public Duration patience() {
            return PATIENCE;
        }

        @Override
        public void close() throws IOException {
            try {
                // The program that made the pods says how they end; the directory of this test goes with them.
                run(
                        "for pod in \"$1\"/*/; do [ -d \"$pod\" ] || continue; uid=${pod%/}; uid=${uid##*/};"
                                + " sh \"$1\"/../bin/*/pod-supervisor.sh destroy sh \"${pod%/}\"; done; rm -rf \"$2\"",
                        pods, String.valueOf(settings.get("directory")));
            } finally {
                link.close();
                transport.close();
                network.close();
            }
        }
    }
}
