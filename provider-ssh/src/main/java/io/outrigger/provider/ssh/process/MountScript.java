// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.provider.ssh.host.VolumeFiles;
import io.outrigger.provider.ssh.link.ShellWords;
import io.outrigger.spi.DesiredPod;

/**
 * The part of a start script that gives a container mounts of its own, which nobody else on the host sees. A mount path
 * that does not exist on the host is made there, empty; it is never removed, because another pod may be using it.
 */
final class MountScript {

    private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";

    // Entering a mount namespace leads to its root, so the directory is told.
    private static final String ENTRY = """
            case $1 in
            inside) ;;
            joined) cd -- "$2" || exit 128 ;;
            exec)
                shell=$2
                first=$3
                shift 3
                exec nsenter -t "$first" -m -- "$shell" "$PWD/$0" joined "$PWD" "$first" "$@"
                ;;
            *) exec unshare -m "$1" "$0" inside ;;
            esac
            """;

    private static final String FUNCTIONS = """
            fail() {
                printf 'outrigger: %s\\n' "$1" >&2
                exit 128
            }
            bind() {
                if [ -d "$1" ]; then
                    [ -d "$2" ] || mkdir -p "$2" || fail "mount path $2 cannot be made"
                else
                    [ -e "$2" ] || { mkdir -p "${2%/*}/" && touch "$2"; } || fail "mount path $2 cannot be made"
                fi
                mount -o bind "$1" "$2" || fail "$1 cannot be mounted at $2"
                [ "$3" = rw ] || mount -o remount,bind,ro "$1" "$2" || fail "$2 cannot be made read-only"
            }
            """;

    private final DesiredPod pod;
    private final Container container;

    MountScript(DesiredPod pod, Container container) {
        this.pod = pod;
        this.container = container;
    }

    /** The very beginning of the script: makes the mounts' namespace, or enters it. */
    static void appendEntry(StringBuilder script) {
        script.append(ENTRY);
    }

    /** Makes the mounts; a command that joins the container finds them made. */
    void appendTo(StringBuilder script) {
        script.append("if [ \"$1\" = inside ]; then\n").append(FUNCTIONS);
        for (VolumeMount mount : container.getVolumeMounts()) {
            append(script, mount, volume(mount.getName()));
        }
        String path = container.getTerminationMessagePath();
        script.append("bind \"$log\" ")
                .append(ShellWords.quote(path == null || path.isEmpty() ? DEFAULT_MESSAGE_PATH : path))
                .append(" rw\nfi\n");
    }

    private void append(StringBuilder script, VolumeMount mount, Volume volume) {
        if (volume.getHostPath() != null) {
            HostPathCheck.append(script, volume);
        }
        String source = "\"$volumes\"/" + volume.getName();
        String subPath = mount.getSubPath();
        if (subPath != null && !subPath.isEmpty()) {
            source = source + "/" + ShellWords.quote(subPath);
            if (volume.getEmptyDir() != null) {
                script.append("[ -e ")
                        .append(source)
                        .append(" ] || mkdir -p ")
                        .append(source)
                        .append('\n');
            }
        }
        boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly()) || VolumeFiles.holdsContent(volume);
        script.append("bind ")
                .append(source)
                .append(' ')
                .append(ShellWords.quote(mount.getMountPath()))
                .append(readOnly ? " ro\n" : " rw\n");
    }

    private Volume volume(String name) {
        return pod.pod().getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("volume " + name + " was not checked"));
    }
}
