// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way to one host. Implemented once per way to reach a host; called by the pod runner from several threads. Paths
 * are absolute POSIX paths on the host. An {@link IOException} means that the host or the path could not be reached.
 */
public interface Link extends AutoCloseable {

    /**
     * Runs a command, without input, and waits for its end.
     *
     * @param command the command and its arguments; the link sees to it that no shell parses them
     * @return what it wrote and its exit code
     * @throws java.io.InterruptedIOException when it does not end in time
     * @throws IOException when it cannot be run
     */
    CommandOutput run(List<String> command) throws IOException;

    /**
     * Starts a command whose streams stay open.
     *
     * @param command the command and its arguments; the link sees to it that no shell parses them
     * @return the running command
     * @throws IOException when it cannot be started
     */
    HostProcess start(List<String> command) throws IOException;

    /**
     * Starts a command whose streams stay open, and which ends no later than the claim on the host does.
     *
     * @param command the command and its arguments; the link sees to it that no shell parses them
     * @return the running command
     * @throws IOException when it cannot be started, or there is no room for it beside the claim
     */
    HostProcess startWithClaim(List<String> command) throws IOException;

    /**
     * Something that was started here has not answered in time: a way that is dead altogether is left, so that the next
     * call finds out, and one that only has a slow host at its end stays. May wait for the host once more.
     */
    default void doubt() {}

    /** How long a question and its answer are on the way now; nothing for a host that is here. May wait for the host. */
    default Duration delay() {
        return Duration.ZERO;
    }

    /** How long a command may take, and anything else that a host is asked. */
    Duration patience();

    /**
     * Starts a command on a terminal that the way itself has the host make. The host may be told to make none: then the
     * command finds out that it is on no terminal, and its error output must be its output.
     *
     * @param command the command and its arguments, as for {@link #start}
     * @param columns the width of the terminal; zero when it is not known
     * @param rows the height of the terminal; zero when it is not known
     * @return the running command; empty when this way makes no terminals
     * @throws IOException when it cannot be started
     */
    default Optional<HostTerminal> startOnTerminal(List<String> command, int columns, int rows) throws IOException {
        return Optional.empty();
    }

    /**
     * Connects to a TCP port, from the host.
     *
     * @param host an address, or a name that the host resolves; {@code localhost} is its loopback address of either
     *     family
     * @param port 1 to 65535
     * @param limit how long the server may take to accept
     * @return an open connection
     * @throws java.net.ConnectException when nobody listens there
     * @throws java.io.InterruptedIOException when nobody has accepted in time
     * @throws ForbiddenException when the host does not let this program connect
     * @throws IOException when the host cannot be reached
     */
    PortForward.Connection connect(String host, int port, Duration limit) throws IOException;

    /** Whether a path exists. */
    boolean exists(String path) throws IOException;

    /** Whether a path is a regular file, and no link to one: anything else may have no end, or never begin. */
    boolean isFile(String path) throws IOException;

    /** Makes a directory whose parent exists, for its owner only; one that exists already is a success. */
    void makeDirectory(String path) throws IOException;

    /**
     * Writes files below a directory, making the directories between; each file is replaced in one step, and whatever
     * else stands in its place is removed before.
     *
     * @param directory an existing directory
     * @param files what to write
     */
    void write(String directory, List<HostFile> files) throws IOException;

    /**
     * Makes a directory that is not there, for its owner only, and writes files below it. Nobody may look at it before
     * it is whole and renamed; after a failure half of it may be there.
     *
     * @param directory a path that does not exist, in a directory that does
     * @param files what to write
     */
    default void fill(String directory, List<HostFile> files) throws IOException {
        makeDirectory(directory);
        write(directory, files);
    }

    /** Renames a file or directory in one step; a file or link that is in the way is replaced. */
    void rename(String from, String to) throws IOException;

    /** Removes a tree, not following links; what does not exist is a success. */
    void remove(String path) throws IOException;

    /** The names in a directory, in no order; empty when there is no such directory. */
    List<String> names(String directory) throws IOException;

    /** Opens a file for reading. */
    SeekableByteChannel open(String file) throws IOException;

    /**
     * Waits until a file has grown.
     *
     * @param file the file
     * @return a subscription
     */
    Growth watch(String file) throws IOException;

    /**
     * Claims a host directory for this program, until the claim is closed or this program ends.
     *
     * @param file the file that stands for the claim
     * @param holder a name for this program
     * @param farewell a command that the host runs when it finds that this program has gone without giving the claim
     *     back; a link that cannot be cut never runs it
     * @throws ClaimedException when another program holds it
     */
    Claim claim(String file, String holder, List<String> farewell) throws IOException, ClaimedException;

    /** The host's addresses, the first one being its main address; never empty. */
    List<String> addresses();

    /** How long to wait between two looks at something that may have changed. */
    default Duration lookInterval() {
        return Duration.ofMillis(50);
    }

    /** Ends the way; what runs on the host goes on. */
    @Override
    void close();

    /** A directory that is held by this program. */
    interface Claim extends AutoCloseable {

        /** Gives it back. */
        @Override
        void close() throws IOException;
    }

    /** Tells when a file has grown. */
    interface Growth extends AutoCloseable {

        /**
         * Returns what was appended since the last call, waiting for it.
         *
         * @return appended bytes, never empty
         * @throws IOException when the file cannot be watched any more
         * @throws InterruptedException when the waiting thread was interrupted
         */
        byte[] next() throws IOException, InterruptedException;

        /** Ends the watch; a waiting {@link #next} fails. */
        @Override
        void close();
    }
}
