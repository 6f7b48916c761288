// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import java.io.PrintStream;
import java.nio.file.Path;

/** What the demo prints. Used by one thread at a time. */
final class Console {

    private static final String HOME_AND_CLEAR = "\033[H\033[2J";

    private final PrintStream out;
    private final boolean terminal = Shell.writesToTerminal();

    Console(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** The commands to try next. */
    void commands(Path kubeconfig) {
        line("");
        line("  kubectl --kubeconfig " + kubeconfig + " get nodes -o wide");
        line("  kubectl --kubeconfig " + kubeconfig + " get pods -o wide -w");
        line("  kubectl --kubeconfig " + kubeconfig + " logs -f filter");
        line("");
        line("Ctrl-C stops everything.");
    }

    /** Whether there is a screen to draw on. */
    boolean isTerminal() {
        return terminal;
    }

    /** Replaces what is on the screen. */
    void redraw(String text) {
        out.print(HOME_AND_CLEAR + text);
        out.flush();
    }
}
