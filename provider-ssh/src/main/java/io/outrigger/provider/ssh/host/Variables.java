// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code $(NAME)} into the commands of probes: only what the pod itself says a variable holds, as the kubelet's
 * {@code ExpandContainerCommandOnlyStatic} does. {@code $$} stands for one dollar sign, and a name that is not known
 * stays as it is.
 */
final class Variables {

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^)]*)\\))");

    private final Map<String, String> values = new HashMap<>();

    Variables(Container container) {
        for (EnvVar variable : container.getEnv()) {
            if (variable.getValueFrom() == null) {
                values.put(variable.getName(), variable.getValue() == null ? "" : variable.getValue());
            }
        }
    }

    List<String> fillIn(List<String> command) {
        return command.stream().map(this::fillIn).toList();
    }

    private String fillIn(String word) {
        return REFERENCE
                .matcher(word)
                .replaceAll(found -> Matcher.quoteReplacement(replacement(found.group(), found.group(1))));
    }

    private String replacement(String reference, @Nullable String name) {
        return name == null ? "$" : values.getOrDefault(name, reference);
    }
}
