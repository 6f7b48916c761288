// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import io.outrigger.provider.ssh.HostEnrollment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code outrigger enroll}: shows the key of a host, and the site to put into the configuration. */
@Command(
        name = "enroll",
        description = {
            "Asks a host for its SSH key and prints the site for the configuration, with that key, or writes it there.",
            "Nobody logs in. Compare the fingerprint with what the host itself says before you use the site."
        },
        mixinStandardHelpOptions = true)
final class EnrollCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Parameters(paramLabel = "HOST", description = "The name or address of the host.")
    @SuppressWarnings("NullAway.Init") // picocli sets it, because it is required
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "22", description = "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--user", paramLabel = "USER", defaultValue = "outrigger", description = "The account there.")
    @SuppressWarnings("NullAway.Init") // it has a default
    private String user;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = "/etc/outrigger/ssh/id_ed25519",
            description = "Where the private key is for the program that runs the site. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // it has a default
    private String keyFile;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the site. Default: that of the host.")
    private @Nullable String name;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration to write the key into: into the site of this host, or as a further site.")
    private @Nullable Path config;

    @Mixin
    private final LogOptions logs = new LogOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    EnrollCommand() {}

    @Override
    public Integer call() {
        logs.applyQuietly();
        var out = spec.commandLine().getOut();
        var errors = spec.commandLine().getErr();
        try {
            var enrolled = HostEnrollment.ask(host, port, PATIENCE, EnrollCommand::thread);
            errors.printf("%s shows the key %s%n", host, enrolled.fingerprint());
            errors.println("Compare it on the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
            String site = enrolled.site(name == null ? siteName() : name, host, port, user, keyFile);
            if (config == null) {
                out.print(site);
            } else {
                write(config, enrolled, site);
                errors.printf("%s holds it now%n", config);
            }
            return 0;
        } catch (PinText.RefusedException refused) {
            errors.println(config + ": " + refused.getMessage());
            return Main.WRONG_CONFIGURATION;
        } catch (IOException unreachable) {
            errors.println(unreachable.getMessage());
            return Main.CANNOT_START;
        } finally {
            out.flush();
            errors.flush();
        }
    }

    /** In one step, so that a program which reads it sees the old one or the new one. */
    private void write(Path file, HostEnrollment enrolled, String site) throws IOException, PinText.RefusedException {
        PinText text = new PinText(read(file));
        if (!text.pin(host, port, enrolled.fingerprint(), enrolled.hostKey())) {
            text.add(site);
        }
        Path target = file.toRealPath();
        Path written = Files.createTempFile(target.toAbsolutePath().getParent(), ".outrigger", ".yaml");
        try {
            Files.copy(target, written, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.writeString(written, text.text());
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IOException(file + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** A name for the site that a node can have. */
    private String siteName() {
        return host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "enroll");
        thread.setDaemon(true);
        return thread;
    }
}
