// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the directory of a pod: a new one appears whole or not at all. */
final class PodFiles {

    private final HostHome home;
    private final PodRuntime runtime;

    PodFiles(HostHome home, PodRuntime runtime) {
        this.home = home;
        this.runtime = runtime;
    }

    HostAbilities abilities() {
        return new HostAbilities(home.mounts(), home.link().addresses());
    }

    boolean exists(String uid) throws ProviderException {
        try {
            return home.link().exists(home.paths().pod(uid));
        } catch (IOException exception) {
            throw home.failure("look for pod " + uid, exception);
        }
    }

    void create(DesiredPod pod) throws ProviderException {
        String uid = pod.ref().uid();
        String staged = home.paths().staging() + "/" + uid;
        Link link = home.link();
        try {
            link.remove(staged);
            link.makeDirectory(staged);
            try {
                link.write(staged, all(pod));
                link.rename(staged, home.paths().pod(uid));
            } finally {
                link.remove(staged);
            }
        } catch (IOException exception) {
            throw home.failure("write the files of pod " + pod.ref(), exception);
        }
    }

    void replace(DesiredPod pod) throws ProviderException {
        String directory = home.paths().pod(pod.ref().uid());
        try {
            home.link().write(directory, all(pod));
            removeOldContent(pod, directory);
        } catch (IOException exception) {
            throw home.failure("write the files of pod " + pod.ref(), exception);
        }
    }

    /** The record comes last: while it has the old hash, everything is written again. */
    private List<HostFile> all(DesiredPod pod) {
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.directory("work", 0755));
        files.add(HostFile.directory("volumes", 0755));
        VolumeFiles.of(pod).values().forEach(files::addAll);
        files.addAll(runtime.files(pod, abilities()));
        files.add(HostFile.text("pod.json", record(pod).toJson() + "\n"));
        return files;
    }

    private void removeOldContent(DesiredPod pod, String directory) throws IOException {
        for (Map.Entry<String, List<HostFile>> volume : VolumeFiles.of(pod).entrySet()) {
            if (volume.getValue().size() == 1) {
                // A directory of the pod's own or a link: nothing in it is ours.
                continue;
            }
            String prefix = "volumes/" + volume.getKey() + "/";
            Set<String> wanted = volume.getValue().stream()
                    .map(HostFile::path)
                    .filter(path -> path.startsWith(prefix))
                    .map(path -> path.substring(prefix.length()).split("/", 2)[0])
                    .collect(Collectors.toCollection(HashSet::new));
            for (String name : home.link().names(directory + "/" + prefix)) {
                if (!wanted.contains(name)) {
                    home.link().remove(directory + "/" + prefix + name);
                }
            }
        }
    }

    private PodRecord record(DesiredPod pod) {
        PodSpec spec = pod.pod().getSpec();
        List<ContainerRecord> containers = new ArrayList<>();
        spec.getInitContainers().forEach(container -> containers.add(record(pod, container, true)));
        spec.getContainers().forEach(container -> containers.add(record(pod, container, false)));
        return new PodRecord(
                pod.ref().namespace(),
                pod.ref().name(),
                pod.ref().uid(),
                pod.hash(),
                home.link().addresses(),
                containers);
    }

    private static ContainerRecord record(DesiredPod pod, Container container, boolean init) {
        return new ContainerRecord(
                container.getName(),
                init,
                container.getImage(),
                pod.container(container.getName()).restarts());
    }

    /** Containers whose image is another one than before. */
    List<String> changedImages(DesiredPod pod, PodReport before) {
        Map<String, String> images = before.knownRecord()
                .map(record -> record.containers().stream()
                        .collect(Collectors.toMap(ContainerRecord::name, ContainerRecord::image)))
                .orElse(Map.of());
        return pod.pod().getSpec().getContainers().stream()
                .filter(container -> images.containsKey(container.getName()))
                .filter(container -> !container.getImage().equals(images.get(container.getName())))
                .map(Container::getName)
                .toList();
    }
}
