// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Translates a {@link Program} for sites that have a POSIX shell. For harnesses; pure. */
public final class ShellProgram {

    private ShellProgram() {}

    /**
     * The words of a command that does what the program says, {@code sh -c} and a script. Volumes are where the harness
     * has them mounted.
     *
     * @throws IllegalArgumentException for {@link Program.EchoServer}, which a shell cannot do
     */
    public static List<String> command(Program program, ProviderHarness harness) {
        return command(program, harness::volumePath);
    }

    /**
     * The same for sites whose containers find volumes elsewhere.
     *
     * @param volumePath the directory of a volume, by its name; may begin with a variable, as in {@code $HOME}
     * @throws IllegalArgumentException for {@link Program.EchoServer}, which a shell cannot do
     */
    public static List<String> command(Program program, UnaryOperator<String> volumePath) {
        String script =
                program.steps().stream().map(step -> line(step, volumePath)).collect(Collectors.joining("\n"));
        return List.of("sh", "-c", script);
    }

    private static String line(Program.Step step, UnaryOperator<String> volumePath) {
        if (step instanceof Program.Print print) {
            return "printf '%s\\n' " + quoted(print.line());
        }
        if (step instanceof Program.PrintVariable variable) {
            return "printf '%s\\n' \"$" + variable.name() + "\"";
        }
        if (step instanceof Program.WatchFile watch) {
            return watch(volumePath.apply(watch.volume()) + "/" + watch.file());
        }
        if (step instanceof Program.Pause pause) {
            return "sleep " + pause.time().toMillis() / 1000.0;
        }
        if (step instanceof Program.Exit exit) {
            return "exit " + exit.code();
        }
        if (step instanceof Program.AwaitStop stop) {
            return forever("trap 'exit " + stop.code() + "' TERM; echo ready", ":");
        }
        if (step instanceof Program.IgnoreStop) {
            return forever("trap '' TERM; echo ready", ":");
        }
        if (step instanceof Program.Tick) {
            return forever(":", "echo tick");
        }
        if (step instanceof Program.CopyInput) {
            return "cat";
        }
        throw new IllegalArgumentException("a shell has no step for " + step + "; let the harness choose an image");
    }

    private static String watch(String path) {
        return forever(
                "trap 'exit 0' TERM; was=",
                "now=$(cat \"" + path + "\" 2>/dev/null || echo missing);"
                        + " [ \"$now\" = \"$was\" ] || printf '%s\\n' \"$now\"; was=$now");
    }

    private static String forever(String before, String each) {
        return before + "; while :; do " + each + "; sleep 0.1; done";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
