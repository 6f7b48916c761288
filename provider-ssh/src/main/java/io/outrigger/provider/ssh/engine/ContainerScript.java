// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.process.PodPlan;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The script that calls the engine for one container: {@code run run INSTANCE ENGINE} starts it, {@code run exec SHELL PID
 * WORD...} runs another command in it, or without a word joins its terminal. It runs in the pod's directory. Every word that a pod can choose stands in single
 * quotes, and the words of another command are never parsed.
 */
final class ContainerScript {

    private static final String HEAD = PodPlan.JOINABLE + """

            set -u
            fail() {
                printf 'outrigger: %%s\\n' "$1" >&2
                exit 125
            }
            if [ "$1" = exec ]; then
                shift 3
                engine=%s
                read -r found path version <../../bin/engine && [ "$found" = "$engine" ] && engine=$path
                [ $# -gt 0 ] || exec "$engine" attach --sig-proxy=false %s "$OUTRIGGER_INSTANCE"
                set -- "$OUTRIGGER_INSTANCE" "$@"
                [ -z "${OUTRIGGER_TERMINAL:-}" ] || set -- -t "$@"
                exec "$engine" exec -i --env "OUTRIGGER_COMMAND=$OUTRIGGER_COMMAND" "$@"
            fi
            instance=$2
            engine=$3
            volumes=$PWD/volumes
            umask 077
            """;

    // Where the addresses are not the host's, the sandbox knows them.
    private static final String ADDRESSES = """
            read -r first second third pod_ip others <sandbox.state
            pod_ips=$pod_ip
            for other in $others; do pod_ips=$pod_ips,$other; done
            """;

    // A resize changes them while all else of a container stays as it was started first.
    private static final String RESOURCES = """
            limits=none
            while read -r word text; do [ "$word" != words ] || limits=$text; done <"${0%/*}/resources"
            [ "$limits" != none ] || fail 'the file of its resources is damaged'
            """;

    // Engines leave a profile out where the kernel has none of them.
    private static final String CONFINED = """
            grep -qx Y /sys/module/apparmor/parameters/enabled 2>/dev/null ||
                fail 'Cannot enforce AppArmor: AppArmor is not enabled on the host'
            """;

    private final DesiredPod pod;
    private final PodSpec spec;
    private final EngineContainer part;
    private final Container container;
    private final DesiredContainer desired;
    private final Engine engine;
    private final HostAbilities host;
    private final Labels labels;

    ContainerScript(DesiredPod pod, EngineContainer part, Engine engine, HostAbilities host, Labels labels) {
        this.pod = pod;
        this.spec = pod.pod().getSpec();
        this.part = part;
        this.container = part.spec();
        this.desired = pod.container(container.getName());
        this.engine = engine;
        this.host = host;
        this.labels = labels;
    }

    String text() {
        StringBuilder script = new StringBuilder(HEAD.formatted(engine.word(), attachOptions()));
        String directory = "containers/" + container.getName();
        script.append(addresses()).append(RESOURCES);
        UserWords user = new UserWords(spec, container);
        if (user.confined()) {
            script.append(CONFINED);
        }
        Words words = new Words();
        Map<String, String> variables = environment();
        Map<String, String> filed = new LinkedHashMap<>();
        variables.forEach((name, value) -> {
            if (EnvironmentFile.holds(name, value)) {
                filed.put(name, value);
            } else {
                words.option("--env", name + "=" + value);
            }
        });
        script.append(EnvironmentFile.lines(filed, directory + "/environment"));
        if (seesTarget()) {
            script.append("target=outrigger-$OUTRIGGER_POD-" + part.target() + "-$(sed -n 's/^restarts //p' containers/"
                    + part.target() + "/state)\n");
        }
        // The mounts are collected as words of the script's own, because their paths are known on the host only.
        script.append("set --\n").append(new BindScript(pod, container, engine).text());
        script.append("exec \"$engine\" ")
                .append(fixedOptions())
                .append(" --env-file ")
                .append(directory)
                .append("/environment");
        appendChoices(words, user);
        return script.append(" \"$@\"").append(words).append('\n').toString();
    }

    private String fixedOptions() {
        String start = "run -d --name \"$instance\" --pull=never";
        String sandbox = "\"outrigger-$OUTRIGGER_POD-sandbox\"";
        if (engine == Engine.PODMAN) {
            // The container itself writes to the pump, so nothing stands between them that could die. Only a terminal
            // is the engine's own.
            String log =
                    part.terminal() ? " --log-driver=k8s-file --log-opt max-size=10mb" : " --log-driver=passthrough";
            return "--log-level=error " + start + log + " --no-healthcheck --pod \"outrigger-$OUTRIGGER_POD\""
                    + " --pidfile \"$PWD/containers/" + container.getName() + "/pid\"";
        }
        String ipc = Boolean.TRUE.equals(spec.getHostIPC()) ? "" : " --ipc container:" + sandbox;
        return start + " --network container:" + sandbox + ipc;
    }

    private void appendChoices(Words words, UserWords user) {
        labels.appendTo(words, container.getName());
        user.appendTo(words);
        words.option("$limits");
        if (part.terminal()) {
            words.option(part.input() ? "-it" : "-t");
        }
        if (Boolean.TRUE.equals(spec.getHostIPC())) {
            words.option("--ipc", "host");
        }
        if (Boolean.TRUE.equals(spec.getHostPID())) {
            words.option("--pid", "host");
        } else if (seesTarget()) {
            words.option("--pid").option("container:\"$target\"");
        } else if (engine != Engine.PODMAN && Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
            words.option("--pid").option("container:\"outrigger-$OUTRIGGER_POD-sandbox\"");
        }
        if (container.getWorkingDir() != null && !container.getWorkingDir().isEmpty()) {
            words.option("--workdir", container.getWorkingDir());
        }
        List<String> arguments = new ArrayList<>(desired.command());
        if (!arguments.isEmpty()) {
            words.option("--entrypoint", entrypoint(arguments.remove(0)));
        }
        arguments.addAll(desired.args());
        words.word(ImageReference.complete(container.getImage())).all(arguments);
    }

    /** Whether it sees the processes of another container that does not share them with all. */
    private boolean seesTarget() {
        return !part.target().isEmpty()
                && !Boolean.TRUE.equals(spec.getHostPID())
                && !Boolean.TRUE.equals(spec.getShareProcessNamespace());
    }

    /** How its terminal is joined: no key that a user types is taken away from the container. */
    private String attachOptions() {
        // Docker knows no "none"; nobody types this.
        String keys = engine == Engine.PODMAN ? "" : "ctrl-_,ctrl-],ctrl-_,ctrl-]";
        return "--detach-keys='" + keys + "'" + (part.input() ? "" : " --no-stdin");
    }

    /** Podman takes a JSON list or a word, so a word that looks like a list is made one. */
    private String entrypoint(String word) {
        return engine == Engine.PODMAN ? JsonText.list(word) : word;
    }

    private String addresses() {
        if (!Boolean.TRUE.equals(spec.getHostNetwork())) {
            return ADDRESSES;
        }
        return "pod_ip=" + Words.quote(host.addresses().get(0)) + "\npod_ips="
                + Words.quote(String.join(",", host.addresses())) + "\n";
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>(desired.environment());
        variables.remove("OUTRIGGER_COMMAND");
        variables.put("OUTRIGGER_POD", pod.ref().uid());
        variables.put("OUTRIGGER_CONTAINER", container.getName());
        return variables;
    }
}
