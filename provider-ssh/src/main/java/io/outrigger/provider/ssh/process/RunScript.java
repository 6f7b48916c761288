// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.outrigger.provider.ssh.link.ShellWords;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LateValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The script that starts one container, or another command in it: it does nothing but replace itself by the command.
 * Every word that a pod can choose stands in single quotes, and the words of another command are never parsed. It runs
 * in the pod's directory, as {@code run SHELL} or as {@code run exec SHELL PID WORD...}, where PID is the first process
 * of the container.
 */
final class RunScript {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Behind the first line's words: a command joins by entering the mounts. */
    private static final String IN_MOUNTS = " in mounts";

    private final DesiredPod pod;
    private final Container container;
    private final DesiredContainer desired;
    private final List<String> addresses;
    private final boolean mounts;

    RunScript(DesiredPod pod, Container container, List<String> addresses, boolean mounts) {
        this.pod = pod;
        this.container = container;
        this.desired = pod.container(container.getName());
        this.addresses = addresses;
        this.mounts = mounts;
    }

    String text() {
        StringBuilder script = new StringBuilder(PodPlan.JOINABLE + (mounts ? IN_MOUNTS : "") + "\nset -u\n");
        if (mounts) {
            MountScript.appendEntry(script);
        }
        script.append("volumes=$PWD/volumes\nlog=$PWD/containers/")
                .append(container.getName())
                .append("/termination-log\n");
        if (mounts) {
            new MountScript(pod, container).appendTo(script);
        }
        appendWorkingDirectory(script);
        appendWords(script);
        // "env" takes any name, a shell does not; "--" ends its options. Only a command on a terminal has TERM.
        script.append("exec ${OUTRIGGER_SIGNALS:-env} -i -- ${OUTRIGGER_TERMINAL:+TERM=xterm}");
        environment().forEach((name, value) -> script.append(' ').append(ShellWords.quote(name + "=" + value)));
        return script.append(" \"OUTRIGGER_POD=$OUTRIGGER_POD\" \"$mark\"")
                .append(" \"OUTRIGGER_VOLUMES=$volumes\" \"OUTRIGGER_TERMINATION_LOG=$log\" \"$@\"\n")
                .toString();
    }

    /** Chooses the command and the mark by which its processes are found. */
    private void appendWords(StringBuilder script) {
        script.append(
                        "case $1 in\nexec | joined)\n    shift 3\n    mark=OUTRIGGER_COMMAND=$OUTRIGGER_COMMAND\n    ;;\n*)\n")
                .append("    mark=OUTRIGGER_CONTAINER=")
                .append(container.getName())
                .append("\n    set --");
        command().forEach(word -> script.append(' ').append(ShellWords.quote(word)));
        // "env" would take a word with "=" for a variable; "nice" does not, and a niceness of 0 changes nothing.
        script.append("\n    ;;\nesac\ncase $1 in *=*) set -- nice -n 0 \"$@\" ;; esac\n");
    }

    private void appendWorkingDirectory(StringBuilder script) {
        String directory = container.getWorkingDir();
        if (directory == null || directory.isEmpty()) {
            script.append("cd work || exit 128\n");
            return;
        }
        String quoted = ShellWords.quote(fillIn(directory));
        script.append("cd -- ").append(quoted).append(" || { echo \"workingDir cannot be entered\" >&2; exit 128; }\n");
    }

    /** Defaults first, so that the pod's own variables win. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", DEFAULT_PATH);
        environment.put("HOSTNAME", PodPlan.hostname(pod));
        desired.environment().forEach((name, value) -> environment.put(name, fillIn(value)));
        environment.keySet().removeAll(List.of("OUTRIGGER_POD", "OUTRIGGER_CONTAINER", "OUTRIGGER_COMMAND"));
        return environment;
    }

    /** The words of the command: what the image would start, replaced by what the container says. */
    List<String> command() {
        List<String> words =
                new ArrayList<>(desired.command().isEmpty() ? List.of(container.getImage()) : desired.command());
        words.addAll(desired.args());
        return words.stream().map(this::fillIn).toList();
    }

    private String fillIn(String text) {
        return LateValue.fillIn(text, addresses);
    }
}
