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
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
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
                List<HostFile> lasting = runtime.files(pod, abilities());
                link.write(staged, content(pod));
                link.write(staged, lasting);
                link.write(staged, List.of(record(pod, sizes(lasting))));
                link.rename(staged, home.paths().pod(uid));
            } finally {
                link.remove(staged);
            }
        } catch (IOException exception) {
            throw home.failure("write the files of pod " + pod.ref(), exception);
        }
    }

    /**
     * Exchanges what a later apply may change: the content of volumes and the images of containers. What the first one
     * decided is written again only where it is damaged. The record comes last: while it has the old hash, everything
     * is done again.
     *
     * @return containers whose image is another one than before
     */
    List<String> replace(DesiredPod pod, PodReport before) throws ProviderException {
        String directory = home.paths().pod(pod.ref().uid());
        Map<String, Long> known = before.knownRecord().map(PodRecord::sizes).orElse(Map.of());
        List<String> restarted = changedImages(pod, before);
        try {
            Map<String, Long> sizes = new HashMap<>(known);
            List<HostFile> written = new ArrayList<>(content(pod));
            for (HostFile file : runtime.files(pod, abilities())) {
                boolean changed = restarted.stream()
                        .anyMatch(container -> file.path().startsWith("containers/" + container + "/"));
                if (changed || !intact(directory, file.path(), known)) {
                    written.add(file);
                    sizes.putAll(sizes(List.of(file)));
                }
            }
            home.link().write(directory, written);
            removeOldContent(pod, directory);
            home.link().write(directory, List.of(record(pod, sizes)));
        } catch (IOException exception) {
            throw home.failure("write the files of pod " + pod.ref(), exception);
        }
        return restarted;
    }

    private boolean intact(String directory, String path, Map<String, Long> known) throws IOException {
        Long size = known.get(path);
        if (size == null || !home.link().exists(directory + "/" + path)) {
            return false;
        }
        try (SeekableByteChannel channel = home.link().open(directory + "/" + path)) {
            return channel.size() == size;
        }
    }

    private static Map<String, Long> sizes(List<HostFile> files) {
        return files.stream().collect(Collectors.toMap(HostFile::path, HostFile::size));
    }

    private static List<HostFile> content(DesiredPod pod) {
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.directory("work", 0755));
        files.add(HostFile.directory("volumes", 0755));
        VolumeFiles.of(pod).values().forEach(files::addAll);
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

    private HostFile record(DesiredPod pod, Map<String, Long> sizes) {
        PodSpec spec = pod.pod().getSpec();
        List<ContainerRecord> containers = new ArrayList<>();
        spec.getInitContainers().forEach(container -> containers.add(record(pod, container, true)));
        spec.getContainers().forEach(container -> containers.add(record(pod, container, false)));
        PodRecord record = new PodRecord(
                pod.ref().namespace(),
                pod.ref().name(),
                pod.ref().uid(),
                pod.hash(),
                home.link().addresses(),
                containers,
                sizes);
        return HostFile.text("pod.json", record.toJson() + "\n");
    }

    private static ContainerRecord record(DesiredPod pod, Container container, boolean init) {
        return new ContainerRecord(
                container.getName(),
                init,
                container.getImage(),
                pod.container(container.getName()).restarts());
    }

    private static List<String> changedImages(DesiredPod pod, PodReport before) {
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
