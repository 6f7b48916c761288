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
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Writes the directory of a pod: a new one appears whole or not at all. */
final class PodFiles {

    /** The record of a pod, in its directory. */
    static final String RECORD = "pod.json";

    private static final int BLOCK = 1 << 16;
    private static final long MAXIMUM_BYTES = 64L << 20;

    private final HostHome home;
    private final PodRuntime runtime;

    PodFiles(HostHome home, PodRuntime runtime) {
        this.home = home;
        this.runtime = runtime;
    }

    HostAbilities abilities() {
        PreparedHost host = home.prepared();
        return new HostAbilities(
                host.mounts(),
                host.limits(),
                host.firstPort(),
                host.runtime(),
                home.link().addresses());
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
        List<HostFile> lasting = runtime.files(pod, abilities());
        List<HostFile> all = new ArrayList<>(content(pod));
        all.addAll(lasting);
        all.add(record(pod, checksums(lasting)));
        try {
            link.remove(staged);
            boolean created = false;
            try {
                link.fill(staged, all);
                link.rename(staged, home.paths().pod(uid));
                created = true;
            } finally {
                if (!created) {
                    link.remove(staged);
                }
            }
        } catch (IOException exception) {
            throw home.failure("write the files of pod " + pod.ref(), exception);
        }
    }

    /** The files that the first apply wrote for good and that are not as they were. */
    List<String> damaged(PodRecord record) throws ProviderException {
        String directory = home.paths().pod(record.uid());
        List<String> damaged = new ArrayList<>();
        try {
            for (String path : record.checksums().keySet()) {
                if (!intact(directory, path, record.checksums())) {
                    damaged.add(path);
                }
            }
            return damaged;
        } catch (IOException exception) {
            throw home.failure("read the files of pod " + record.ref(), exception);
        }
    }

    /**
     * Exchanges what a later apply may change: the content of volumes, and the images and resources of containers. What
     * the first one decided is written again only where it is damaged.
     *
     * @return what was done, and the record to write when its consequences are under way
     */
    Replaced replace(DesiredPod pod, PodReport before) throws ProviderException {
        String directory = home.paths().pod(pod.ref().uid());
        Map<String, Long> known = before.knownRecord().map(PodRecord::checksums).orElse(Map.of());
        List<String> restarted = toRestart(pod, before);
        List<HostFile> lasting = runtime.files(pod, abilities());
        List<String> resized = Resizing.containers(lasting, known);
        try {
            Map<String, Long> checksums = new HashMap<>(known);
            List<HostFile> written = content(pod);
            leaveScratch(pod, directory, written);
            for (HostFile file : lasting) {
                boolean changed = restarted.stream()
                        .anyMatch(container -> file.path().startsWith("containers/" + container + "/"));
                if (changed || Resizing.touches(file, resized, known) || !intact(directory, file.path(), known)) {
                    written.add(file);
                    checksums.putAll(checksums(List.of(file)));
                }
            }
            home.link().write(directory, written);
            removeOldContent(pod, directory);
            return new Replaced(restarted, resized, record(pod, checksums));
        } catch (IOException exception) {
            throw home.failure("write the files of pod " + pod.ref(), exception);
        }
    }

    /** Writes the record, last of all: while it has the old hash, everything is done again. */
    void commit(DesiredPod pod, Replaced replaced) throws ProviderException {
        try {
            home.link().write(home.paths().pod(pod.ref().uid()), List.of(replaced.record()));
        } catch (IOException exception) {
            throw home.failure("write the record of pod " + pod.ref(), exception);
        }
    }

    /**
     * What was exchanged.
     *
     * @param restarted containers that are to be started again
     * @param resized containers that are to be given other resources
     * @param record the record that says it
     */
    record Replaced(List<String> restarted, List<String> resized, HostFile record) {
        Replaced {
            restarted = List.copyOf(restarted);
            resized = List.copyOf(resized);
        }
    }

    private boolean intact(String directory, String path, Map<String, Long> known) throws IOException {
        Long checksum = known.get(path);
        if (checksum == null || !home.link().isFile(directory + "/" + path)) {
            return false;
        }
        CRC32 found = new CRC32();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (SeekableByteChannel channel = home.link().open(directory + "/" + path)) {
            if (channel.size() > MAXIMUM_BYTES) {
                return false;
            }
            while (channel.read(block) > 0) {
                found.update(block.flip());
                block.clear();
            }
        }
        return found.getValue() == checksum;
    }

    private static Map<String, Long> checksums(List<HostFile> files) {
        return files.stream().collect(Collectors.toMap(HostFile::path, PodFiles::checksum));
    }

    static Long checksum(HostFile file) {
        CRC32 checksum = new CRC32();
        checksum.update(Objects.requireNonNull(file.content(), "a lasting file has content"));
        return checksum.getValue();
    }

    private List<HostFile> content(DesiredPod pod) {
        List<HostFile> files = new ArrayList<>();
        files.add(HostFile.directory("work", 0755));
        files.add(HostFile.directory("volumes", 0755));
        VolumeFiles.of(pod).values().forEach(files::addAll);
        files.addAll(runtime.content(pod, abilities()));
        return files;
    }

    /** A container may have closed its scratch to others, or its group may own it: that stays. */
    private void leaveScratch(DesiredPod pod, String directory, List<HostFile> written) throws IOException {
        for (String path : VolumeFiles.scratch(pod)) {
            if (home.link().exists(directory + "/" + path)) {
                written.removeIf(file -> file.path().equals(path));
            }
        }
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

    private HostFile record(DesiredPod pod, Map<String, Long> checksums) {
        PodSpec spec = pod.pod().getSpec();
        List<ContainerRecord> containers = new ArrayList<>();
        spec.getInitContainers().forEach(container -> containers.add(record(pod, container, true)));
        spec.getContainers().forEach(container -> containers.add(record(pod, container, false)));
        spec.getEphemeralContainers()
                .forEach(added -> containers.add(ContainerRecord.plain(added.getName(), false, added.getImage(), 0)));
        PodRecord record = new PodRecord(
                pod.ref().namespace(),
                pod.ref().name(),
                pod.ref().uid(),
                pod.hash(),
                runtime.sharesNetwork(pod, abilities()) ? home.link().addresses() : List.of(),
                containers,
                checksums);
        return HostFile.text(RECORD, record.toJson() + "\n");
    }

    private static ContainerRecord record(DesiredPod pod, Container container, boolean init) {
        return new ContainerRecord(
                container.getName(),
                init,
                container.getImage(),
                pod.container(container.getName()).restarts(),
                ContainerLife.of(container, pod.pod().getSpec()));
    }

    /** Containers with another image, and those whose restart was asked for in a file that is damaged. */
    private static List<String> toRestart(DesiredPod pod, PodReport before) {
        Map<String, String> images = before.knownRecord()
                .map(record -> record.containers().stream()
                        .collect(Collectors.toMap(ContainerRecord::name, ContainerRecord::image)))
                .orElse(Map.of());
        return pod.pod().getSpec().getContainers().stream()
                .filter(container -> images.containsKey(container.getName()))
                .filter(container -> !container.getImage().equals(images.get(container.getName()))
                        || before.damaged().contains("containers/" + container.getName() + "/restart"))
                .map(Container::getName)
                .toList();
    }
}
