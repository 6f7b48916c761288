// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays volumes out as the kubelet's atomic writer does: the content stands in a hidden directory, {@code ..data} points
 * to it, and every visible name points through {@code ..data}; so one rename exchanges all files at once.
 */
public final class VolumeFiles {

    private static final int HASH_DIGITS = 24;

    private VolumeFiles() {}

    /** The files of each volume that lives in the pod's directory, relative to it, in the order of writing. */
    static Map<String, List<HostFile>> of(DesiredPod pod) {
        Map<String, List<HostFile>> volumes = new LinkedHashMap<>();
        PodSecurityContext context = pod.pod().getSpec().getSecurityContext();
        boolean group = context != null && context.getFsGroup() != null;
        for (Volume volume : pod.pod().getSpec().getVolumes()) {
            String directory = "volumes/" + volume.getName();
            if (holdsContent(volume)) {
                List<DesiredFile> content = pod.files().getOrDefault(volume.getName(), List.of());
                volumes.put(volume.getName(), atomic(directory, content, group));
            } else if (volume.getEmptyDir() != null) {
                volumes.put(volume.getName(), List.of(HostFile.directory(directory, 0777)));
            } else if (volume.getHostPath() != null) {
                volumes.put(
                        volume.getName(),
                        List.of(HostFile.link(directory, volume.getHostPath().getPath())));
            }
        }
        return volumes;
    }

    /** Whether the core resolves the volume's files. */
    public static boolean holdsContent(Volume volume) {
        return volume.getConfigMap() != null
                || volume.getSecret() != null
                || volume.getDownwardAPI() != null
                || volume.getProjected() != null;
    }

    /** The directories that belong to a pod's containers once they are there. */
    static List<String> scratch(DesiredPod pod) {
        return pod.pod().getSpec().getVolumes().stream()
                .filter(volume -> volume.getEmptyDir() != null)
                .map(volume -> "volumes/" + volume.getName())
                .toList();
    }

    /** The group of a pod is given to the first content; what takes its place inherits it, and it may read that too. */
    private static List<HostFile> atomic(String directory, List<DesiredFile> content, boolean group) {
        int directories = group ? 02755 : 0755;
        int readable = group ? 0440 : 0;
        String version = ".." + hash(content);
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.directory(directory, directories));
        files.add(HostFile.directory(directory + "/" + version, directories));
        Set<String> visible = new LinkedHashSet<>();
        for (DesiredFile file : content) {
            files.add(
                    HostFile.of(directory + "/" + version + "/" + file.path(), file.content(), file.mode() | readable));
            visible.add(file.path().split("/", 2)[0]);
        }
        files.add(HostFile.link(directory + "/..data", version));
        visible.forEach(name -> files.add(HostFile.link(directory + "/" + name, "..data/" + name)));
        return files;
    }

    private static String hash(List<DesiredFile> content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (DesiredFile file : content) {
                digest.update((file.path() + "\0" + file.mode() + "\0" + file.content().length + "\0")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(file.content());
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException exception) {
            throw new IllegalStateException("every JVM has SHA-256", exception);
        }
    }
}
