// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Outrigger's command line. Exit codes: 0 all is well, 1 it could not start, 2 the command line or the configuration is
 * wrong.
 */
@Command(
        name = "outrigger",
        description = "Runs pods of a Kubernetes cluster at edge sites that cannot run a kubelet.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {RunCommand.class, ValidateCommand.class, EnrollCommand.class})
public final class Main {

    static final int CANNOT_START = 1;
    static final int WRONG_CONFIGURATION = 2;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
