// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.program.config.YamlValue.Mapping;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the configuration file. Used by one thread. */
public final class ConfigurationReader {

    private static final Set<String> KEYS = keys("cluster", "kubeconfig", "providerTaint", "endpoint", "sites");

    private final ProviderSettings providers;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * @param providers the providers that sites can name
     * @param environment the environment's variables by name; null for one that is not set
     */
    public ConfigurationReader(ProviderSettings providers, UnaryOperator<@Nullable String> environment) {
        this.providers = providers;
        this.environment = environment;
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException with everything that is wrong with it
     */
    public Configuration read(Path file) throws ConfigurationException {
        var problems = new Problems(file);
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
        var document = document(file, problems, new Placeholders(environment, directory));
        if (!(document instanceof Mapping mapping)) {
            problems.add(document.position(), "the file must be a mapping with at least \"cluster\" and \"sites\"");
            problems.throwIfAny();
            throw new IllegalStateException("a problem was added");
        }
        var fields = new Fields(problems, mapping, "", KEYS);
        var cluster = fields.required("cluster").orElse("unknown");
        DnsName.check(fields, "cluster", cluster);
        var configuration = new Configuration(
                cluster,
                fields.text("kubeconfig").map(directory::resolve).orElse(null),
                fields.flag("providerTaint", true),
                EndpointReader.read(problems, fields.mapping("endpoint"), directory),
                sites(problems, fields));
        problems.throwIfAny();
        return configuration;
    }

    static Set<String> keys(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    private List<SiteSpec> sites(Problems problems, Fields fields) {
        List<SiteSpec> sites = new ArrayList<>();
        Map<String, Position> names = new HashMap<>();
        var reader = new SiteReader(problems, providers);
        for (var each : fields.mappings("sites")) {
            var site = reader.read(each);
            sites.add(site);
            var place = reader.namePosition();
            var earlier = names.putIfAbsent(site.name(), place);
            if (earlier != null && !site.name().isEmpty()) {
                problems.add(place, "site \"" + site.name() + "\" is there twice, first on line " + earlier.line());
            }
        }
        return sites;
    }

    private static YamlValue document(Path file, Problems problems, Placeholders placeholders)
            throws ConfigurationException {
        try {
            return new YamlReader(problems, placeholders).read(Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw new ConfigurationException(List.of("there is no file " + file));
        } catch (CharacterCodingException binary) {
            throw new ConfigurationException(List.of(file + " is not a text in UTF-8"));
        } catch (IOException unreadable) {
            throw new ConfigurationException(List.of(file + " cannot be read: " + unreadable.getMessage()));
        }
    }
}
