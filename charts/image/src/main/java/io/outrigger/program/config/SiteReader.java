// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.outrigger.program.config.YamlValue.Mapping;
import io.outrigger.program.config.YamlValue.Scalar;
import io.outrigger.spi.Autonomy;
import io.outrigger.spi.SiteSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one item of {@code sites} after the other. */
final class SiteReader {

    private static final Set<String> KEYS = ConfigurationReader.keys(
            "name", "provider", "settings", "labels", "taints", "zone", "region", "capacity", "autonomy");
    private static final Set<String> TAINT_KEYS = ConfigurationReader.keys("key", "value", "effect");
    private static final Set<String> EFFECTS = ConfigurationReader.keys("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final Pattern QUANTITY = Pattern.compile("\\d+(\\.\\d+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private final Problems problems;
    private final ProviderSettings providers;
    private Position namePosition = new Position(1, 1);

    SiteReader(Problems problems, ProviderSettings providers) {
        this.problems = problems;
        this.providers = providers;
    }

    /** Where the name of the site stands that was read last. */
    Position namePosition() {
        return namePosition;
    }

    SiteSpec read(Mapping item) {
        var fields = new Fields(problems, item, "site.", KEYS);
        namePosition = fields.position("name");
        var name = fields.required("name");
        name.ifPresent(each -> DnsName.check(fields, "name", each));
        var provider = fields.required("provider");
        provider.filter(each -> !providers.names().contains(each))
                .ifPresent(each -> fields.problem(
                        "provider", "\"" + each + "\" is unknown" + NearestName.hint(each, providers.names())));
        var site = new SiteSpec(
                name.orElse(""),
                provider.orElse(""),
                fields.mapping("settings").map(this::settings).orElse(Map.of()),
                labels(fields),
                taints(fields),
                fields.text("zone").orElse(null),
                fields.text("region").orElse(null),
                capacity(fields),
                autonomy(fields));
        if (name.isPresent() && provider.isPresent()) {
            providers.problem(site).ifPresent(problem -> problems.add(settingPosition(fields, problem), problem));
        }
        return site;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> settings(Mapping mapping) {
        return (Map<String, Object>) mapping.plain();
    }

    /** Where the setting stands that the provider complains of, or else all settings. */
    private static Position settingPosition(Fields fields, String problem) {
        return fields.mapping("settings")
                .flatMap(settings -> settings.entries().entrySet().stream()
                        .filter(setting -> problem.contains("settings." + setting.getKey() + " "))
                        .map(setting -> setting.getValue().position())
                        .findFirst())
                .orElseGet(() -> fields.position("settings"));
    }

    private Map<String, String> labels(Fields fields) {
        Map<String, String> labels = new LinkedHashMap<>();
        fields.texts("labels").forEach((key, scalar) -> {
            if (!LABEL_KEY.matcher(key).matches()) {
                problems.add(scalar.position(), "site.labels: \"" + key + "\" cannot be the key of a label");
            } else if (!(scalar.plain() instanceof String)) {
                problems.add(
                        scalar.position(),
                        "site.labels." + key + " must be a text, not " + scalar.kind() + "; put it in quotes");
            } else if (!LABEL_VALUE.matcher(scalar.text()).matches()) {
                problems.add(
                        scalar.position(),
                        "site.labels." + key + " must have at most 63 letters, digits, '-', '_' and '.'");
            } else {
                labels.put(key, scalar.text());
            }
        });
        return labels;
    }

    private List<Taint> taints(Fields fields) {
        List<Taint> taints = new ArrayList<>();
        for (var item : fields.mappings("taints")) {
            var taint = new Fields(problems, item, "site.taints.", TAINT_KEYS);
            var effect = taint.required("effect").orElse("NoSchedule");
            if (!EFFECTS.contains(effect)) {
                taint.problem("effect", "\"" + effect + "\" is unknown" + NearestName.hint(effect, EFFECTS));
            }
            taints.add(new Taint(
                    effect,
                    taint.required("key").orElse(""),
                    null,
                    taint.text("value").orElse(null)));
        }
        return taints;
    }

    private Map<String, Quantity> capacity(Fields fields) {
        Map<String, Quantity> capacity = new LinkedHashMap<>();
        fields.texts("capacity").forEach((resource, scalar) -> {
            if (isQuantity(scalar)) {
                capacity.put(resource, new Quantity(scalar.text()));
            } else {
                problems.add(
                        scalar.position(),
                        "site.capacity." + resource + " must be a quantity, for example 4, 500m or 8Gi");
            }
        });
        return capacity;
    }

    private static boolean isQuantity(Scalar scalar) {
        return !(scalar.plain() instanceof Boolean)
                && QUANTITY.matcher(scalar.text()).matches();
    }

    private static Autonomy autonomy(Fields fields) {
        var text = fields.text("autonomy").orElse("unlimited");
        return AutonomyText.parse(text).orElseGet(() -> {
            fields.problem(
                    "autonomy",
                    "\"" + text + "\" must be \"unlimited\", \"cluster\" or a time of at least 1s, for example 10m");
            return Autonomy.unlimited();
        });
    }
}
