// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.time.Duration;
import java.util.List;

/**
 * What a container of the kit does, one step after the other. Harnesses translate it into an image and a command;
 * {@link ShellProgram} does so for every site with a POSIX shell. A program whose last step is over exits with 0.
 *
 * @param steps what it does, in this order
 */
public record Program(List<Step> steps) {

    /** Copies the list. */
    public Program {
        steps = List.copyOf(steps);
    }

    /** A program of these steps. */
    public static Program of(Step... steps) {
        return new Program(List.of(steps));
    }

    /** Something a program does. */
    public sealed interface Step {}

    /**
     * Writes a line to its output.
     *
     * @param line any text without a line break
     */
    public record Print(String line) implements Step {}

    /**
     * Writes the value of an environment variable, and a line break, to its output.
     *
     * @param name the variable's name
     */
    public record PrintVariable(String name) implements Step {}

    /**
     * Writes the one line of a file to its output, and again whenever it has changed, and the line {@code missing} if
     * it is not there; until the program is asked to stop.
     *
     * @param volume the volume's name; mounted at {@link ProviderHarness#volumePath}
     * @param file the path in the volume
     */
    public record WatchFile(String volume, String file) implements Step {}

    /**
     * Does nothing for a while.
     *
     * @param time how long
     */
    public record Pause(Duration time) implements Step {}

    /**
     * Ends the program.
     *
     * @param code its exit code
     */
    public record Exit(int code) implements Step {}

    /**
     * Writes {@code ready} once it listens for being asked to stop, and runs until then.
     *
     * @param code its exit code once it was asked
     */
    public record AwaitStop(int code) implements Step {}

    /** Ignores being asked to stop, writes {@code ready}, and runs until it is killed. */
    public record IgnoreStop() implements Step {}

    /** Writes {@code tick} several times a second until it is killed. */
    public record Tick() implements Step {}

    /** Copies its input to its output until the input ends. */
    public record CopyInput() implements Step {}

    /**
     * Listens on a TCP port; on every connection it reads until the peer half-closes, writes back what it read, and
     * closes. Only programs of pods for {@link Capability#PORT_FORWARD} have it.
     *
     * @param port the port in the pod
     */
    public record EchoServer(int port) implements Step {}
}
