// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.fixtures.Podman;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A host that is reached by SSH, played by this machine: an account, OpenSSH's own server with its default limits, and a
 * directory for the pods. A test class makes it, tells an {@link EdgeSite} of it, and closes it after that.
 */
final class SshHost implements AutoCloseable {

    private final Account account;
    private final OpenSshServer server;

    private SshHost(Account account) {
        this.account = account;
        this.server = OpenSshServer.start(account);
    }

    /** A host on which an account may log in. */
    static SshHost of(Account account) {
        return new SshHost(account);
    }

    Account account() {
        return account;
    }

    OpenSshServer server() {
        return server;
    }

    /** Where its pods are kept. */
    Path state() {
        return account.home().resolve("state");
    }

    /** The lines of a configuration that make it a site whose containers are processes. */
    String processes() {
        return provider(Map.of("runtime", "process"));
    }

    /** The same, reached by another port, which leads there. */
    String processesBehind(int port) {
        return provider(Map.of("runtime", "process", "port", port));
    }

    /** The lines of a configuration that make it a site whose containers are a podman's. */
    String podman(Podman podman) {
        return provider(Map.of("runtime", "podman", "engine", podman.program()));
    }

    private String provider(Map<String, ?> settings) {
        Map<String, Object> all = new TreeMap<>(server.settings());
        all.put("directory", state());
        all.putAll(settings);
        return all.entrySet().stream()
                .map(setting -> "  " + setting.getKey() + ": " + setting.getValue() + "\n")
                .collect(Collectors.joining("", "provider: ssh\nsettings:\n", ""));
    }

    /** Kills the processes of its pods, whatever the tests have done, and removes all that was made for it. */
    @Override
    public void close() {
        HostProcesses.killBelow(account.home());
        server.close();
        // What was killed may still write a last file.
        Awaitility.await().ignoreExceptions().until(() -> {
            account.close();
            return true;
        });
    }
}
