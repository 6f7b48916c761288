// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import io.outrigger.program.config.Configuration;
import io.outrigger.program.config.ConfigurationException;
import io.outrigger.program.config.ConfigurationReader;
import io.outrigger.program.config.ProviderSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --config}, for every command that reads the configuration. */
final class ConfigurationOption {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a YAML file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it, because it is required
    private Path file;

    ConfigurationOption() {}

    Path file() {
        return file;
    }

    /** The configuration, or nothing after its problems have been printed, one a line. */
    Optional<Configuration> read(PrintWriter errors) {
        try {
            return Optional.of(new ConfigurationReader(ProviderSettings.onClassPath(), System::getenv).read(file));
        } catch (ConfigurationException wrong) {
            wrong.problems().forEach(errors::println);
            errors.flush();
            return Optional.empty();
        }
    }
}
