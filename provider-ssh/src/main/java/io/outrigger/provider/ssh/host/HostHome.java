// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.ClaimedException;
import io.outrigger.provider.ssh.link.ForbiddenException;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.link.UnreachableException;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one node on its host: made, claimed and furnished once; afterwards it is only looked at. A directory
 * that has gone away is never made again, so that it can come back.
 */
final class HostHome implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostHome.class);

    private final HostOptions options;
    private final Link link;
    private final HostPaths paths;
    private final String holder;
    private final List<String> wanted;
    private final Runnable returned;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile boolean open;
    private volatile boolean away;
    private volatile PreparedHost prepared = PreparedHost.parse("");
    private volatile boolean closed;
    private Link.@Nullable Claim claim;

    /**
     * @param wanted what is to run containers, in words of the supervisor
     * @param returned called when the directory has come back after it had gone away
     */
    HostHome(HostOptions options, Link link, HostPaths paths, String holder, List<String> wanted, Runnable returned) {
        this.options = options;
        this.link = link;
        this.paths = paths;
        this.holder = holder;
        this.wanted = List.copyOf(wanted);
        this.returned = returned;
    }

    HostPaths paths() {
        return paths;
    }

    Link link() {
        return link;
    }

    String site() {
        return options.site();
    }

    String shell() {
        return options.shell();
    }

    /** What was found out when it was opened last. */
    PreparedHost prepared() {
        return prepared;
    }

    String script() {
        return paths.tools() + "/" + SupervisorProgram.current().hash() + "/" + SupervisorProgram.SUPERVISOR;
    }

    /** Succeeds when the directory is there and ours. */
    void ready() throws ProviderException {
        if (!open) {
            opened();
            return;
        }
        checkOpen();
        if (!present()) {
            throw gone(null);
        }
        seen();
    }

    /**
     * Succeeds when the directory is ours. Whether it is there at the moment is found out by whatever is done next, which
     * spares a question to the host.
     */
    void opened() throws ProviderException {
        checkOpen();
        if (!open) {
            open();
        }
    }

    private void checkOpen() throws ProviderException {
        if (closed) {
            throw new ProviderException(Kind.UNREACHABLE, "site " + site() + " was closed");
        }
    }

    /** The directory is there: something in it has just been used. */
    void seen() {
        if (away) {
            away = false;
            LOG.atInfo().addKeyValue("site", site()).log("State directory is back");
            returned.run();
        }
    }

    /** Whether the directory is there and ours now, by how long a question and its answer are on the way. */
    Optional<Duration> reachable() {
        try {
            ready();
            return Optional.of(link.delay());
        } catch (ProviderException exception) {
            LOG.debug("The host cannot be reached at the moment: {}", exception.getMessage());
            return Optional.empty();
        }
    }

    /** Says why something failed: the directory has gone away, the disk is full, or something else. */
    ProviderException failure(String what, IOException exception) {
        if (exception instanceof UnreachableException || exception instanceof InterruptedIOException) {
            return unreachable(exception);
        }
        if (exception instanceof ForbiddenException) {
            return new ProviderException(
                    Kind.UNSUPPORTED, "site " + site() + " cannot " + what + ": " + exception.getMessage(), exception);
        }
        if (!presentOrUnknown()) {
            return gone(exception);
        }
        String cause = String.valueOf(exception.getMessage());
        if (cause.contains("No space left") || cause.contains("quota exceeded")) {
            return new ProviderException(
                    Kind.BUSY,
                    "site " + site() + " cannot " + what + ": the disk of " + paths.root()
                            + " is full; free some space",
                    exception);
        }
        return new ProviderException(
                Kind.INTERNAL,
                "site " + site() + " cannot " + what + ": " + exception + "; check the permissions of " + paths.root(),
                exception);
    }

    /** Says why a program on the host failed. */
    ProviderException failure(String what, String complaint) {
        return failure(what, new IOException(complaint.isBlank() ? "it gave no reason" : complaint.strip()));
    }

    private ProviderException gone(@Nullable IOException exception) {
        away = true;
        String message = "site " + site() + ": the state directory " + paths.nodeDirectory()
                + " is gone; bring it back or mount it again";
        return exception == null
                ? new ProviderException(Kind.UNREACHABLE, message)
                : new ProviderException(Kind.UNREACHABLE, message, exception);
    }

    private ProviderException unreachable(IOException exception) {
        String silence = exception instanceof InterruptedIOException ? " does not answer: " : ": ";
        return new ProviderException(Kind.UNREACHABLE, "site " + site() + silence + exception.getMessage(), exception);
    }

    private boolean present() throws ProviderException {
        try {
            return link.exists(script());
        } catch (UnreachableException | InterruptedIOException exception) {
            throw unreachable(exception);
        } catch (IOException exception) {
            throw gone(exception);
        }
    }

    private boolean presentOrUnknown() {
        try {
            return open && link.exists(script());
        } catch (IOException exception) {
            return false;
        }
    }

    private void open() throws ProviderException {
        opening.lock();
        try {
            if (open) {
                return;
            }
            makeDirectories();
            if (claim == null) {
                claim = link.claim(paths.lock(), holder, farewell());
            }
            furnish();
            open = true;
        } catch (ClaimedException exception) {
            throw new ProviderException(
                    Kind.BUSY,
                    "site " + site() + ": the state directory " + paths.nodeDirectory() + " is in use by "
                            + exception.holder() + "; stop that program, or give this site another directory",
                    exception);
        } catch (UnreachableException | InterruptedIOException exception) {
            throw unreachable(exception);
        } catch (IOException exception) {
            throw new ProviderException(
                    Kind.UNREACHABLE,
                    "site " + site() + ": the state directory " + paths.nodeDirectory() + " cannot be opened: "
                            + exception.getMessage() + "; make " + paths.root() + " writable for this program",
                    exception);
        } finally {
            opening.unlock();
        }
    }

    /** Nobody is left to read what commands in containers write, so they end with the program they were run by. */
    private List<String> farewell() {
        return List.of(shell(), script(), "orphans", shell(), paths.nodeDirectory());
    }

    private void makeDirectories() throws IOException {
        for (String directory : List.of(
                paths.root(),
                paths.clusterDirectory(),
                paths.nodeDirectory(),
                paths.tools(),
                paths.pods(),
                paths.staging())) {
            link.makeDirectory(directory);
        }
    }

    private void furnish() throws IOException, ProviderException {
        // What was left by a program that died in the middle of something.
        link.remove(paths.staging());
        link.remove(paths.nodeDirectory() + "/trash");
        link.makeDirectory(paths.staging());
        if (!link.exists(script())) {
            String staged = paths.staging() + "/" + SupervisorProgram.current().hash();
            link.fill(staged, SupervisorProgram.current().files());
            link.rename(
                    staged, paths.tools() + "/" + SupervisorProgram.current().hash());
        }
        if (!link.exists(paths.journal())) {
            link.write(paths.nodeDirectory(), List.of(HostFile.text("journal", "\n")));
        }
        List<String> command = new ArrayList<>(List.of(shell(), script(), "prepare", shell(), paths.nodeDirectory()));
        command.addAll(wanted);
        var told = link.run(command);
        if (told.exitCode() != 0) {
            throw new ProviderException(
                    Kind.INTERNAL,
                    "site " + site() + ": the host cannot run pods: "
                            + told.error().strip());
        }
        prepared = PreparedHost.parse(told.output());
        arrangeStart();
    }

    /** A host that cannot start pods by itself when it starts runs them all the same; its facts tell. */
    private void arrangeStart() throws IOException {
        if (!options.startAtBoot() && !link.exists(paths.starter())) {
            return;
        }
        String verb = options.startAtBoot() ? "join_boot" : "leave_boot";
        String problem;
        try {
            var told = link.run(List.of(shell(), script(), verb, shell(), paths.nodeDirectory()));
            problem = told.exitCode() == 0 ? "" : told.error().strip();
        } catch (InterruptedIOException exception) {
            problem = String.valueOf(exception.getMessage());
        }
        if (!problem.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("site", site())
                    .log("How pods start when the host does could not be changed: {}", problem);
        }
    }

    @Override
    public void close() {
        closed = true;
        opening.lock();
        try {
            if (claim != null) {
                claim.close();
            }
        } catch (IOException exception) {
            LOG.atWarn().addKeyValue("site", site()).setCause(exception).log("The claim could not be given back");
        } finally {
            claim = null;
            opening.unlock();
        }
    }
}
