// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Carries out a program in memory. Used by one thread; waits on the backend's monitor. */
final class Interpreter {

    /** What surrounds a running program. */
    interface Surroundings {
        void write(String text) throws IOException;

        String variable(String name);

        String file(String volume, String path);

        InputStream input() throws InterruptedException;

        void listen(int port);

        /** Waits a little, woken by signals. */
        void pause(Duration atMost) throws InterruptedException;

        boolean askedToStop();

        boolean killed();
    }

    static final int KILLED = 137;
    private static final int STOPPED = 143;
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration TICK = Duration.ofMillis(5);

    private final Surroundings around;

    Interpreter(Surroundings around) {
        this.around = around;
    }

    /** Runs a program and returns its exit code. */
    int run(Program program) throws IOException, InterruptedException {
        for (Program.Step step : program.steps()) {
            if (step instanceof Program.Exit exit) {
                return exit.code();
            }
            if (step instanceof Program.AwaitStop stop) {
                around.write("ready\n");
                rest(FOREVER, true);
                return around.killed() ? KILLED : stop.code();
            }
            perform(step);
            if (around.killed()) {
                return KILLED;
            }
            if (around.askedToStop()) {
                return step instanceof Program.WatchFile ? 0 : STOPPED;
            }
        }
        return 0;
    }

    private void perform(Program.Step step) throws IOException, InterruptedException {
        if (step instanceof Program.Print print) {
            around.write(print.line() + "\n");
        } else if (step instanceof Program.PrintVariable variable) {
            around.write(around.variable(variable.name()) + "\n");
        } else if (step instanceof Program.WatchFile watch) {
            watch(watch);
        } else if (step instanceof Program.Pause pause) {
            rest(pause.time(), true);
        } else if (step instanceof Program.IgnoreStop) {
            around.write("ready\n");
            rest(FOREVER, false);
        } else if (step instanceof Program.Tick) {
            while (!around.askedToStop() && !around.killed()) {
                around.write("tick\n");
                around.pause(TICK);
            }
        } else if (step instanceof Program.CopyInput) {
            copyInput();
        } else if (step instanceof Program.EchoServer server) {
            around.listen(server.port());
            rest(FOREVER, true);
        }
    }

    private void watch(Program.WatchFile watch) throws IOException, InterruptedException {
        String was = "";
        while (!around.askedToStop() && !around.killed()) {
            String now = around.file(watch.volume(), watch.file());
            if (!now.equals(was)) {
                around.write(now);
            }
            was = now;
            around.pause(TICK);
        }
    }

    private void copyInput() throws IOException, InterruptedException {
        InputStream input = around.input();
        byte[] buffer = new byte[1024];
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            around.write(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
    }

    private void rest(Duration time, boolean untilAsked) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!around.killed() && !(untilAsked && around.askedToStop()) && System.nanoTime() < end) {
            around.pause(Duration.ofNanos(end - System.nanoTime()));
        }
    }
}
