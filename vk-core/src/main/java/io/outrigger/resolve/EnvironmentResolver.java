// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.ObjectRef.Kind;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.LateValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the environment, command and arguments of containers, in the order of {@code makeEnvironmentVariables} in
 * the kubelet: {@code envFrom}, then {@code env}, then what is left of the service variables. Used by one thread.
 */
final class EnvironmentResolver {

    private final String namespace;
    private final KnownObjects objects;
    private final FieldPath fields;
    private final ResourceField resources;
    private final Map<String, String> services;
    private final Budget budget = Budget.environment();

    EnvironmentResolver(
            String namespace,
            KnownObjects objects,
            FieldPath fields,
            ResourceField resources,
            Map<String, String> services) {
        this.namespace = namespace;
        this.objects = objects;
        this.fields = fields;
        this.resources = resources;
        this.services = services;
    }

    /** Resolves one container. */
    DesiredContainer resolve(ContainerFields container, int restarts)
            throws KubeException, UnresolvedException, RefusedException {
        Map<String, String> environment = environment(container);
        return new DesiredContainer(
                container.name(),
                environment,
                expand(container.command(), environment),
                expand(container.args(), environment),
                restarts);
    }

    /**
     * Expands a mount's {@code subPathExpr}; unlike elsewhere an unknown name is an error.
     *
     * @return empty when the mount has none
     */
    Optional<String> subPath(ContainerFields container, VolumeMount mount, DesiredContainer resolved)
            throws UnresolvedException, RefusedException {
        String expression = mount.getSubPathExpr();
        if (expression == null || expression.isEmpty()) {
            return Optional.empty();
        }
        String field = container.field() + ".volumeMounts{" + mount.getMountPath() + "}.subPathExpr";
        var missing = new ArrayList<String>();
        String path = Expansion.expand(
                expression,
                name -> {
                    String value = resolved.environment().get(name);
                    if (value == null) {
                        missing.add(name);
                    }
                    return value;
                },
                budget);
        if (!missing.isEmpty()) {
            throw new UnresolvedException(field + ": missing value for " + String.join(", ", missing));
        }
        if (LateValue.presentIn(path)) {
            throw RefusedException.unsupported(field, "the pod's address is not known when volumes are mounted");
        }
        return Optional.of(FilePaths.checked(path));
    }

    private Map<String, String> environment(ContainerFields container)
            throws KubeException, UnresolvedException, RefusedException {
        var result = new LinkedHashMap<String, String>();
        for (EnvFromSource each : container.envFrom()) {
            addAll(result, each);
        }
        Function<String, @Nullable String> values = name -> {
            String own = result.get(name);
            return own != null ? own : services.get(name);
        };
        for (EnvVar each : container.env()) {
            String value = each.getValue();
            if (value != null && !value.isEmpty()) {
                put(result, each.getName(), Expansion.expand(value, values, budget));
            } else if (each.getValueFrom() == null) {
                put(result, each.getName(), "");
            } else {
                Optional<String> found = valueFrom(container, each.getName(), each.getValueFrom());
                if (found.isPresent()) {
                    budget.take(found.get().length());
                    put(result, each.getName(), found.get());
                }
            }
        }
        services.forEach(result::putIfAbsent);
        return result;
    }

    private void addAll(Map<String, String> result, EnvFromSource source) throws KubeException, UnresolvedException {
        String prefix = Objects.requireNonNullElse(source.getPrefix(), "");
        if (source.getConfigMapRef() != null) {
            var reference = source.getConfigMapRef();
            addAll(result, prefix, data(Kind.CONFIG_MAP, reference.getName(), reference.getOptional()));
        } else if (source.getSecretRef() != null) {
            var reference = source.getSecretRef();
            addAll(result, prefix, data(Kind.SECRET, reference.getName(), reference.getOptional()));
        }
    }

    private void addAll(Map<String, String> result, String prefix, KeyedData data) throws UnresolvedException {
        for (String key : data.textKeys()) {
            String value = data.text(key).orElse("");
            budget.take(value.length());
            put(result, prefix + key, value);
        }
    }

    private Optional<String> valueFrom(ContainerFields container, String name, EnvVarSource source)
            throws KubeException, UnresolvedException, RefusedException {
        if (source.getFieldRef() != null) {
            return Optional.of(fields.variable(field(container, name, "fieldRef"), source.getFieldRef()));
        }
        if (source.getResourceFieldRef() != null) {
            String field = field(container, name, "resourceFieldRef");
            return Optional.of(resources.value(field, source.getResourceFieldRef(), container));
        }
        if (source.getConfigMapKeyRef() != null) {
            var reference = source.getConfigMapKeyRef();
            return key(Kind.CONFIG_MAP, reference.getName(), reference.getKey(), reference.getOptional());
        }
        if (source.getSecretKeyRef() != null) {
            var reference = source.getSecretKeyRef();
            return key(Kind.SECRET, reference.getName(), reference.getKey(), reference.getOptional());
        }
        if (source.getFileKeyRef() != null) {
            throw RefusedException.unsupported(
                    field(container, name, "fileKeyRef"), "virtual nodes cannot read variables from files");
        }
        return Optional.of("");
    }

    private Optional<String> key(Kind kind, @Nullable String object, String key, @Nullable Boolean optional)
            throws KubeException, UnresolvedException {
        Optional<String> value = data(kind, object, optional).text(key);
        if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new UnresolvedException("couldn't find key " + key + " in "
                    + (kind == Kind.CONFIG_MAP ? "ConfigMap " : "Secret ") + namespace + "/" + object);
        }
        return value;
    }

    private KeyedData data(Kind kind, @Nullable String name, @Nullable Boolean optional)
            throws KubeException, UnresolvedException {
        var ref = new ObjectRef(kind, namespace, Objects.requireNonNullElse(name, ""));
        return Boolean.TRUE.equals(optional) ? objects.optional(ref) : objects.required(ref);
    }

    private List<String> expand(List<String> texts, Map<String, String> environment) throws UnresolvedException {
        var expanded = new ArrayList<String>();
        for (String each : texts) {
            expanded.add(Expansion.expand(each, environment::get, budget));
        }
        return expanded;
    }

    private static void put(Map<String, String> result, String name, String value) throws UnresolvedException {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new UnresolvedException("\"" + name.replace("\0", "\\0") + "\" cannot be a variable's name");
        }
        if (value.indexOf('\0') >= 0) {
            throw new UnresolvedException("the value of variable " + name + " holds a zero byte");
        }
        result.put(name, value);
    }

    private static String field(ContainerFields container, String variable, String source) {
        return container.field() + ".env{" + variable + "}.valueFrom." + source;
    }
}
