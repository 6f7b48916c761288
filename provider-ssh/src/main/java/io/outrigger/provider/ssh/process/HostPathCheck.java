// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.outrigger.provider.ssh.link.ShellWords;

/** The types of hostPath volumes, checked on the host as the kubelet checks them. */
public final class HostPathCheck {

    private HostPathCheck() {}

    /** Adds a command that fails, by the script's own {@code fail}, when the path is not what the pod says. */
    public static void append(StringBuilder script, HostPathVolumeSource hostPath) {
        String path = ShellWords.quote(hostPath.getPath());
        String type = hostPath.getType() == null ? "" : hostPath.getType();
        String check = switch (type) {
            case "DirectoryOrCreate" -> "[ -d " + path + " ] || mkdir -p " + path;
            case "FileOrCreate" -> "[ -f " + path + " ] || touch " + path;
            case "Directory" -> "[ -d " + path + " ]";
            case "File" -> "[ -f " + path + " ]";
            case "Socket" -> "[ -S " + path + " ]";
            case "CharDevice" -> "[ -c " + path + " ]";
            case "BlockDevice" -> "[ -b " + path + " ]";
            default -> "[ -e " + path + " ] || mkdir -p " + path;
        };
        script.append(check).append(" || fail \"hostPath type check failed\"\n");
    }
}
