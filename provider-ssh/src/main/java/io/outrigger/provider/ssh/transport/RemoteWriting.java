// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.transport.SftpAnswer.Attributes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes files below a directory of another host, each in one step, so that a reader never sees half of one: a temporary
 * file beside it is filled and renamed. A directory that nobody reads yet is filled without. All files take each step
 * together, so that their number costs no round trips. Used once, by one thread.
 */
final class RemoteWriting {

    private static final int PIECE = 1 << 15;
    private static final int PERMISSIONS = 07777;
    private static final int NEW_DIRECTORY = 0755;
    private static final int OWNER_ONLY = 0700;

    /** Files that are open at once on the host. */
    private static final int BATCH = 64;

    /** Removes a tree of the host. */
    interface Removal {
        void remove(String path) throws IOException;
    }

    /** Answers that are still to come: all are read, and the first failure is thrown. */
    private static final class Answers {

        private final List<SftpAnswer> answers = new ArrayList<>();
        private final List<String> paths = new ArrayList<>();

        void add(String path, SftpAnswer answer) {
            paths.add(path);
            answers.add(answer);
        }

        void check() throws IOException {
            IOException failure = null;
            for (int index = 0; index < answers.size(); index++) {
                try {
                    answers.get(index).ok(paths.get(index));
                } catch (IOException exception) {
                    failure = failure == null ? exception : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    private final Sftp sftp;
    private final Removal removal;
    private final String directory;
    private final List<HostFile> files;

    RemoteWriting(Sftp sftp, Removal removal, String directory, List<HostFile> files) {
        this.sftp = sftp;
        this.removal = removal;
        this.directory = directory;
        this.files = files;
    }

    void run() throws IOException {
        makeDirectories();
        List<HostFile> replaced = files.stream()
                .filter(file -> file.kind() != HostFile.Kind.DIRECTORY)
                .toList();
        clearWay(replaced);
        for (int begin = 0; begin < replaced.size(); begin += BATCH) {
            replace(replaced.subList(begin, Math.min(replaced.size(), begin + BATCH)));
        }
    }

    /** Makes the directory too, so nothing can be in the way of what is written there. */
    void fillNew() throws IOException {
        Map<String, @Nullable Integer> wanted = directories();
        Answers made = new Answers();
        made.add(directory, sftp.makeDirectory(directory, OWNER_ONLY));
        for (String path : wanted.keySet()) {
            made.add(path, sftp.makeDirectory(path, NEW_DIRECTORY));
        }
        changeModes(wanted, made);
        made.check();
        List<HostFile> filled = files.stream()
                .filter(file -> file.kind() != HostFile.Kind.DIRECTORY)
                .toList();
        for (int begin = 0; begin < filled.size(); begin += BATCH) {
            fill(filled.subList(begin, Math.min(filled.size(), begin + BATCH)), this::path);
        }
    }

    private String path(HostFile file) {
        return directory + "/" + file.path();
    }

    private String temporary(HostFile file) {
        return directory + "/" + file.temporaryPath();
    }

    /** Every directory that is asked for, with its mode, and those between; never the one they are all in. */
    private Map<String, @Nullable Integer> directories() {
        Map<String, @Nullable Integer> wanted = new LinkedHashMap<>();
        for (HostFile file : files) {
            for (int slash = file.path().indexOf('/');
                    slash >= 0;
                    slash = file.path().indexOf('/', slash + 1)) {
                wanted.putIfAbsent(directory + "/" + file.path().substring(0, slash), null);
            }
            if (file.kind() == HostFile.Kind.DIRECTORY) {
                wanted.put(path(file), file.mode());
            }
        }
        return wanted;
    }

    private void makeDirectories() throws IOException {
        Map<String, @Nullable Integer> wanted = directories();
        Map<String, SftpAnswer> found = new LinkedHashMap<>();
        for (String path : wanted.keySet()) {
            found.put(path, sftp.stat(path));
        }
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, SftpAnswer> each : found.entrySet()) {
            Optional<Attributes> there = each.getValue().attributes(each.getKey());
            if (there.filter(Attributes::directory).isEmpty()) {
                if (wanted.get(each.getKey()) != null) {
                    // A link that leads nowhere is not found, and is in the way all the same.
                    removal.remove(each.getKey());
                }
                missing.add(each.getKey());
            }
        }
        Answers made = new Answers();
        for (String path : missing) {
            made.add(path, sftp.makeDirectory(path, NEW_DIRECTORY));
        }
        made.check();
        Answers changed = new Answers();
        changeModes(wanted, changed);
        changed.check();
    }

    private void changeModes(Map<String, @Nullable Integer> wanted, Answers changed) throws IOException {
        for (Map.Entry<String, @Nullable Integer> each : wanted.entrySet()) {
            Integer mode = each.getValue();
            if (mode != null) {
                changed.add(each.getKey(), sftp.changeMode(each.getKey(), mode & PERMISSIONS));
            }
        }
    }

    /** No file can take the place of a directory in one step, and a temporary file may have been left behind. */
    private void clearWay(List<HostFile> replaced) throws IOException {
        Map<String, SftpAnswer> leftBehind = new LinkedHashMap<>();
        Map<String, SftpAnswer> found = new LinkedHashMap<>();
        for (HostFile file : replaced) {
            leftBehind.put(temporary(file), sftp.lstat(temporary(file)));
            found.put(path(file), sftp.lstat(path(file)));
        }
        List<String> inTheWay = new ArrayList<>();
        for (Map.Entry<String, SftpAnswer> each : leftBehind.entrySet()) {
            if (each.getValue().attributes(each.getKey()).isPresent()) {
                inTheWay.add(each.getKey());
            }
        }
        for (Map.Entry<String, SftpAnswer> each : found.entrySet()) {
            if (each.getValue()
                    .attributes(each.getKey())
                    .filter(Attributes::directory)
                    .isPresent()) {
                inTheWay.add(each.getKey());
            }
        }
        for (String path : inTheWay) {
            removal.remove(path);
        }
    }

    private void replace(List<HostFile> batch) throws IOException {
        boolean replaced = false;
        try {
            fill(batch, this::temporary);
            rename(batch);
            replaced = true;
        } finally {
            if (!replaced && sftp.isOpen()) {
                List<SftpAnswer> removed = new ArrayList<>();
                for (HostFile file : batch) {
                    removed.add(sftp.remove(temporary(file)));
                }
                for (SftpAnswer answer : removed) {
                    answer.whatever();
                }
            }
        }
    }

    private void fill(List<HostFile> batch, Function<HostFile, String> place) throws IOException {
        Answers linked = new Answers();
        Map<HostFile, SftpAnswer> opened = new LinkedHashMap<>();
        for (HostFile file : batch) {
            String path = place.apply(file);
            if (file.kind() == HostFile.Kind.LINK) {
                String target = new String(Objects.requireNonNull(file.content()), StandardCharsets.UTF_8);
                linked.add(path, sftp.link(target, path));
            } else {
                opened.put(file, sftp.create(path));
            }
        }
        Answers filled = new Answers();
        IOException failure = null;
        for (Map.Entry<HostFile, SftpAnswer> each : opened.entrySet()) {
            try {
                fill(each.getKey(), each.getValue().handle(path(each.getKey())), filled);
            } catch (IOException exception) {
                failure = failure == null ? exception : failure;
            }
        }
        linked.check();
        filled.check();
        if (failure != null) {
            throw failure;
        }
    }

    private void fill(HostFile file, byte[] handle, Answers answers) throws IOException {
        String path = path(file);
        byte[] content = Objects.requireNonNull(file.content());
        for (int offset = 0; offset < content.length; offset += PIECE) {
            int count = Math.min(PIECE, content.length - offset);
            answers.add(path, sftp.write(handle, offset, content, offset, count));
        }
        answers.add(path, sftp.changeMode(handle, file.mode() & PERMISSIONS));
        if (sftp.canForce()) {
            answers.add(path, sftp.force(handle));
        }
        answers.add(path, sftp.close(handle));
    }

    /** In the given order; a link comes to be seen only when every file before it has. */
    private void rename(List<HostFile> batch) throws IOException {
        Answers renamed = new Answers();
        HostFile.Kind kind = HostFile.Kind.FILE;
        for (HostFile file : batch) {
            if (file.kind() != kind) {
                renamed.check();
                renamed = new Answers();
                kind = file.kind();
            }
            renamed.add(path(file), sftp.rename(temporary(file), path(file)));
        }
        renamed.check();
    }
}
