// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code outrigger validate}: checks the configuration and reaches out to nobody. */
@Command(
        name = "validate",
        description = "Checks a configuration without starting anything; exit code 2 if something is wrong.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private final ConfigurationOption config = new ConfigurationOption();

    @Mixin
    private final LogOptions logs = new LogOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ValidateCommand() {}

    @Override
    public Integer call() {
        logs.apply();
        var read = config.read(spec.commandLine().getErr());
        if (read.isEmpty()) {
            return Main.WRONG_CONFIGURATION;
        }
        var out = spec.commandLine().getOut();
        out.printf(
                "%s is valid: cluster %s, %d site(s)%n",
                config.file(), read.get().cluster(), read.get().sites().size());
        out.flush();
        return 0;
    }
}
