// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.provider.ssh.host.VolumeFiles;
import io.outrigger.provider.ssh.process.HostPathCheck;
import io.outrigger.spi.DesiredPod;
import java.util.List;

/** The part of a container's script that makes its volumes ready and adds a {@code -v} for each mount to the words. */
final class BindScript {

    private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";
    private static final String HOSTS = "/etc/hosts";
    private static final String RESOLVER = "/etc/resolv.conf";

    // A path below a volume may lead out of it by links that a container has made there.
    private static final String FUNCTIONS = """
            resolve() {
                top=$(readlink -f -- "$1") && source=$(readlink -f -- "$1/$2") || fail "$2 is not in volume ${1##*/}"
                case $source/ in "${top%/}"/*) ;; *) fail "$2 leads out of volume ${1##*/}" ;; esac
                [ -e "$source" ] || fail "$2 is not in volume ${1##*/}"
            }
            make() {
                [ ! -e "$1/$2" ] || return
                top=$(readlink -f -- "$1") && source=$top left=$2/
                umask "$3"
                while [ -n "$left" ]; do
                    step=${left%%/*} left=${left#*/}
                    [ -e "$source/$step" ] || mkdir "$source/$step" || fail "$2 cannot be made in volume ${1##*/}"
                    source=$(readlink -f -- "$source/$step")
                    case $source/ in "${top%/}"/*) ;; *) fail "$2 leads out of volume ${1##*/}" ;; esac
                done
                umask 077
            }
            """;

    // As SetVolumeOwnership in the kubelet: a group is given no more than reading what is for reading only.
    private static final String GROUP_FUNCTION = """
            give_group() {
                chgrp -hR "$1" "$volumes/$2" &&
                    find "$volumes/$2" -type d -exec chmod "ug+${3}x,g+s" {} + &&
                    find "$volumes/$2" ! -type d ! -type l -exec chmod "ug+$3" {} + ||
                    fail "fsGroup cannot be given volume $2"
            }
            """;

    private final DesiredPod pod;
    private final Container container;
    private final String shared;

    BindScript(DesiredPod pod, Container container, Engine engine) {
        this.pod = pod;
        this.container = container;
        // Lets every container of the pod use it where the host labels files; without that, it changes nothing.
        this.shared = engine == Engine.PODMAN ? ",z" : "";
    }

    String text() {
        StringBuilder script = new StringBuilder();
        List<VolumeMount> mounts = container.getVolumeMounts();
        if (mounts.stream().anyMatch(mount -> !subPath(mount).isEmpty())) {
            script.append(FUNCTIONS);
        }
        PodSecurityContext context = pod.pod().getSpec().getSecurityContext();
        if (context != null && context.getFsGroup() != null) {
            appendGroup(script, context.getFsGroup());
        }
        mounts.forEach(mount -> append(script, mount, volume(mount.getName())));
        String directory = "$PWD/containers/" + container.getName();
        String message = container.getTerminationMessagePath();
        bind(
                script,
                "\"" + directory + "/termination-log\"",
                message == null || message.isEmpty() ? DEFAULT_MESSAGE_PATH : message,
                ":rw" + shared);
        if (!mounted(HOSTS)) {
            bind(script, "\"$PWD/hosts\"", HOSTS, ":rw" + shared);
        }
        if (!mounted(RESOLVER)) {
            // Not every pod has one.
            script.append("[ ! -f resolv.conf ] || ");
            bind(script, "\"$PWD/resolv.conf\"", RESOLVER, ":rw" + shared);
        }
        return script.toString();
    }

    private boolean mounted(String path) {
        return container.getVolumeMounts().stream()
                .anyMatch(mount -> mount.getMountPath().equals(path));
    }

    private void append(StringBuilder script, VolumeMount mount, Volume volume) {
        boolean onHost = volume.getHostPath() != null;
        if (onHost) {
            HostPathCheck.append(script, volume);
        }
        String source = "\"$volumes\"/" + volume.getName();
        String subPath = subPath(mount);
        if (!subPath.isEmpty()) {
            String quoted = Words.quote(subPath);
            if (volume.getEmptyDir() != null || volume.getHostPath() != null) {
                String mask = volume.getEmptyDir() != null ? " 000" : " 022";
                script.append("make ")
                        .append(source)
                        .append(' ')
                        .append(quoted)
                        .append(mask)
                        .append('\n');
            }
            script.append("resolve ").append(source).append(' ').append(quoted).append('\n');
            source = "\"$source\"";
        }
        boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly()) || VolumeFiles.holdsContent(volume);
        bind(script, source, mount.getMountPath(), (readOnly ? ":ro" : ":rw") + (onHost ? "" : shared));
    }

    private static void bind(StringBuilder script, String source, String path, String mode) {
        script.append("set -- \"$@\" -v ")
                .append(source)
                .append(':')
                .append(Words.quote(path))
                .append(mode)
                .append('\n');
    }

    /** Volumes of the pod's own belong to the group; what a container links to there is left alone. */
    private void appendGroup(StringBuilder script, long group) {
        script.append(GROUP_FUNCTION);
        for (Volume volume : pod.pod().getSpec().getVolumes()) {
            if (volume.getHostPath() == null) {
                script.append("give_group ")
                        .append(group)
                        .append(' ')
                        .append(volume.getName())
                        .append(VolumeFiles.holdsContent(volume) ? " r\n" : " rw\n");
            }
        }
    }

    private static String subPath(VolumeMount mount) {
        return mount.getSubPath() == null ? "" : mount.getSubPath();
    }

    private Volume volume(String name) {
        return pod.pod().getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("volume " + name + " was not checked"));
    }
}
