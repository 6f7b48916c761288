// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.fixtures.Podman;
import io.outrigger.fixtures.TcpProxy;
import io.outrigger.provider.ssh.SshProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Containers of podman on a host that is reached by SSH, which is this machine: beside {@code podman run} and {@code ssh
 * host podman exec} by hand.
 */
final class HostsBenchmark {

    private static final int STARTS = 20;
    private static final int COMMANDS = 100;
    private static final Duration MOST = Duration.ofMinutes(10);
    /** Longer than it takes until a list has told all that has happened before. */
    private static final Duration SETTLED = Duration.ofSeconds(75);

    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final String NODE = Fleet.siteName(0);
    private static final String SOON = "{\"gracePeriodSeconds\":1}";

    private final String engine;
    private final Fleet fleet;
    private final OpenSshServer server;
    private final TcpProxy link;
    private final Table table;
    private int made;

    private HostsBenchmark(String engine, Fleet fleet, OpenSshServer server, TcpProxy link, Table table) {
        this.engine = engine;
        this.fleet = fleet;
        this.server = server;
        this.link = link;
        this.table = table;
    }

    /** @param crowd how many pods are started at once */
    static void run(int crowd, Table table) throws Exception {
        try (Podman podman = Podman.get();
                Account account = Account.present();
                OpenSshServer server = OpenSshServer.start(account);
                TcpProxy link = TcpProxy.to(server.port());
                Fleet fleet = Fleet.of(List.of(site(podman, server, link)), new SshProviderFactory());
                ObjectWatch running = ObjectWatch.open(fleet.client(), Objects.PODS, Objects::podRuns);
                ObjectWatch ended = ObjectWatch.open(fleet.client(), Objects.PODS, Objects::podHasEnded)) {
            fleet.start();
            var benchmark = new HostsBenchmark(podman.program().toString(), fleet, server, link, table);
            try {
                benchmark.measure(crowd, running, ended);
            } finally {
                benchmark.deleteAll();
                running.untilGone(MOST);
            }
        }
    }

    private static SiteSpec site(Podman podman, OpenSshServer server, TcpProxy link) {
        Map<String, Object> settings = new HashMap<>(server.settings());
        Path directory = server.account().home().resolve("state");
        settings.putAll(Map.of(
                "port",
                link.port(),
                "directory",
                directory.toString(),
                "runtime",
                "podman",
                "engine",
                podman.program().toString(),
                "pods",
                1_000));
        return SiteSpec.of(NODE, "ssh", settings);
    }

    private void measure(int crowd, ObjectWatch running, ObjectWatch ended) throws Exception {
        start(running);
        List<Duration> starts = new ArrayList<>();
        for (int number = 0; number < STARTS; number++) {
            starts.add(start(running));
        }
        List<Duration> byHand = runByHand(false);
        row("pod started on a host, container by hand, p50", starts, byHand, 50);
        row("pod started on a host, pod by hand, p50", starts, runByHand(true), 50);
        commands();
        ends(ended);
        crowd(crowd, running, byHand);
        idle();
    }

    /** Makes one pod and waits until it runs. */
    private Duration start(ObjectWatch running) throws Exception {
        long begin = System.nanoTime();
        post();
        running.untilArrived(made, MOST);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void post() {
        fleet.client().post(Objects.PODS, pod(made++)).join();
    }

    private static String pod(int number) {
        return Objects.podOn(number, NODE)
                .replace("\"memory\"", "\"" + Podman.IMAGE + "\"")
                .replace("[\"run\"]", "[\"sleep\",\"100000\"]")
                .replace("\"spec\":{", "\"spec\":{\"restartPolicy\":\"Never\",");
    }

    /** @param inPod whether the container is in a pod of its own, as each of ours, or alone */
    private List<Duration> runByHand(boolean inPod) throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int number = 0; number < STARTS; number++) {
            String name = "benchmark-" + number;
            List<String> command = new ArrayList<>(List.of(engine, "run", "--detach"));
            command.addAll(inPod ? List.of("--pod", "new:" + name) : List.of("--name", name));
            command.addAll(List.of(Podman.IMAGE, "sleep", "100000"));
            took.add(ByHand.time(command.toArray(String[]::new)));
            if (inPod) {
                ByHand.output(engine, "pod", "rm", "--force", "--time", "0", name);
            } else {
                ByHand.output(engine, "rm", "--force", "--time", "0", name);
            }
        }
        return took;
    }

    private void commands() throws Exception {
        String path = "/exec/default/pod-0/main?command=true&output=1";
        String container = container(0);
        String[] ssh = {
            "ssh",
            "-p",
            Integer.toString(server.port()),
            "-i",
            server.file("user_key").toString(),
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            server.account().name() + "@127.0.0.1",
            engine,
            "exec",
            container,
            "true"
        };
        List<Duration> byHand = new ArrayList<>();
        try (StreamClients clients = StreamClients.start()) {
            clients.commands(fleet.port(), path, COMMANDS / 2);
            List<Duration> measured = clients.commands(fleet.port(), path, COMMANDS);
            for (int number = 0; number < COMMANDS; number++) {
                byHand.add(ByHand.time(ssh));
            }
            row("exec of true on a host, p50", measured, byHand, 50);
        }
    }

    /** Kills containers behind everybody's back, and waits until the API says so. */
    private void ends(ObjectWatch ended) throws Exception {
        List<Duration> told = new ArrayList<>();
        for (int number = 1; number <= STARTS; number++) {
            String process = ByHand.output(engine, "inspect", "--format", "{{.State.Pid}}", container(number));
            ProcessHandle victim = ProcessHandle.of(Long.parseLong(process)).orElseThrow();
            long begin = System.nanoTime();
            victim.destroyForcibly();
            ended.untilArrived(number, MOST);
            told.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        table.row("end of a container in the API, p50", new Percentiles(told).millis(50), "", "");
        table.row("end of a container in the API, p99", new Percentiles(told).millis(99), "", "");
    }

    private void crowd(int crowd, ObjectWatch running, List<Duration> byHand) throws Exception {
        long begin = System.nanoTime();
        for (int number = 0; number < crowd; number++) {
            post();
        }
        running.untilArrived(made, MOST);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double each = new Percentiles(byHand).seconds(50) * crowd;
        table.row(
                crowd + " pods started at once on a host",
                String.format("%.1f s", seconds),
                String.format("%.1f s one by one", each),
                String.format("%.2f x", seconds / each));
    }

    private void idle() throws InterruptedException {
        Thread.sleep(SETTLED.toMillis());
        long bytes = link.carried();
        int said = server.log().size();
        Thread.sleep(IDLE.toMillis());
        long commands = server.log().stream()
                .skip(said)
                .filter(line -> line.contains("Starting session"))
                .count();
        table.row("bytes per idle minute, all pods", Heap.kilobytes(link.carried() - bytes), "", "");
        table.row("commands per idle minute, all pods", Long.toString(commands), "", "");
    }

    private String container(int number) throws Exception {
        String path = Objects.PODS + "/pod-" + number;
        String id = fleet.client()
                .get(path)
                .path("status")
                .path("containerStatuses")
                .path(0)
                .path("containerID")
                .asText();
        return id.substring(id.indexOf("://") + 3);
    }

    private void row(String what, List<Duration> measured, List<Duration> byHand, int percent) {
        var ours = new Percentiles(measured);
        var plain = new Percentiles(byHand);
        table.row(
                what,
                ours.millis(percent),
                plain.millis(percent) + " by hand",
                String.format("%.2f x", ours.seconds(percent) / plain.seconds(percent)));
    }

    private void deleteAll() {
        for (int number = 0; number < made; number++) {
            fleet.client().delete(Objects.PODS + "/pod-" + number, SOON).join();
        }
    }
}
