// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Volume;
import io.outrigger.provider.ssh.link.ShellWords;

/** The types of hostPath volumes, checked on the host as the kubelet checks them, and told in its words. */
public final class HostPathCheck {

    private HostPathCheck() {}

    /**
     * Adds commands that fail, by the script's own {@code fail}, when the path is not what the pod says.
     *
     * @param script grows
     * @param volume a hostPath volume
     */
    public static void append(StringBuilder script, Volume volume) {
        String path = ShellWords.quote(volume.getHostPath().getPath());
        String type = volume.getHostPath().getType() == null
                ? ""
                : volume.getHostPath().getType();
        // Others may use what is made.
        String directory = "[ -e " + path + " ] || (umask 022 && mkdir -p " + path + ") || "
                + fail(volume, " cannot be made") + "\n";
        String file =
                "[ -e " + path + " ] || (umask 022 && : >" + path + ") || " + fail(volume, " cannot be made") + "\n";
        script.append(
                switch (type) {
                    case "DirectoryOrCreate" -> directory + test("-d", path, volume, "a directory");
                    case "FileOrCreate" -> file + test("-f", path, volume, "a file");
                    case "Directory" -> test("-d", path, volume, "a directory");
                    case "File" -> test("-f", path, volume, "a file");
                    case "Socket" -> test("-S", path, volume, "a socket file");
                    case "CharDevice" -> test("-c", path, volume, "a character device");
                    case "BlockDevice" -> test("-b", path, volume, "a block device");
                    default -> directory;
                });
    }

    private static String test(String test, String path, Volume volume, String what) {
        return "[ " + test + " " + path + " ] || " + fail(volume, " is not " + what) + "\n";
    }

    private static String fail(Volume volume, String problem) {
        return "fail "
                + ShellWords.quote("MountVolume.SetUp failed for volume \"" + volume.getName()
                        + "\" : hostPath type check failed: "
                        + volume.getHostPath().getPath() + problem);
    }
}
