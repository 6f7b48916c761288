// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * The SSH server of a hall, on a free loopback port and with new keys: it runs commands as whoever started the demo, and
 * lets nobody in but the demo itself. A real hall has OpenSSH instead.
 */
final class HallServer implements AutoCloseable {

    private static final int KEY_BITS = 256;

    private final SshServer server;
    private final KeyPair hostKey;
    private final Path userKey;

    private HallServer(SshServer server, KeyPair hostKey, Path userKey) {
        this.server = server;
        this.hostKey = hostKey;
        this.userKey = userKey;
    }

    /** Starts it; the key of whoever may log in is written to a file that only its owner may read. */
    static HallServer start(Path folder) throws IOException {
        try {
            KeyPair hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, KEY_BITS);
            KeyPair userKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, KEY_BITS);
            SshServer server = SshServer.setUpDefaultServer();
            server.setHost("127.0.0.1");
            server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
            server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
            server.setCommandFactory(
                    (channel, command) -> new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
            server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
            CoreModuleProperties.TCP_NODELAY.set(server, true);
            server.start();
            return new HallServer(server, hostKey, write(userKey, folder.resolve("hall-key")));
        } catch (GeneralSecurityException noKeys) {
            throw new IOException("no keys can be made for the hall's SSH server: " + noKeys.getMessage(), noKeys);
        }
    }

    private static Path write(KeyPair key, Path file) throws IOException, GeneralSecurityException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "demo", null, out);
        }
        return file;
    }

    /** What a site needs to reach it. */
    Map<String, Object> settings() {
        return Map.of(
                "host",
                "127.0.0.1",
                "port",
                server.getPort(),
                "user",
                System.getProperty("user.name"),
                "keyFile",
                userKey.toString(),
                "hostKey",
                PublicKeyEntry.toString(hostKey.getPublic()),
                // The demo leaves nothing behind on this machine.
                "startAtBoot",
                false);
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException problem) {
            throw new IllegalStateException("the hall's SSH server does not stop: " + problem.getMessage(), problem);
        }
    }
}
