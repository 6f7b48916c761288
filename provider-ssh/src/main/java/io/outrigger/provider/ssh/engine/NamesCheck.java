// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.process.Refusal;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses, by the name of the field, names that a pod cannot have. */
final class NamesCheck {

    /** What is one word of a line in a file of names. */
    private static final Pattern WORD = Pattern.compile("[!-~]+");

    private final DesiredPod pod;
    private final Refusal refusal;
    private final ClusterNames cluster;

    NamesCheck(DesiredPod pod, Refusal refusal, ClusterNames cluster) {
        this.pod = pod;
        this.refusal = refusal;
        this.cluster = cluster;
    }

    void run() throws ProviderException {
        PodSpec spec = pod.pod().getSpec();
        if (!Boolean.TRUE.equals(spec.getHostNetwork())) {
            String name = new PodNames(pod, cluster.domain()).kernelName();
            refusal.invalidUnless(
                    name.length() <= PodNames.MAXIMUM_LENGTH,
                    "spec.setHostnameAsFQDN",
                    "failed to construct FQDN from pod hostname and cluster domain, FQDN " + name + " is too long ("
                            + PodNames.MAXIMUM_LENGTH + " characters is the max, " + name.length()
                            + " characters requested)");
        }
        check(spec.getDnsConfig());
    }

    private void check(@Nullable PodDNSConfig config) throws ProviderException {
        if (config == null) {
            return;
        }
        String field = "spec.dnsConfig";
        words(field + ".nameservers", config.getNameservers());
        words(field + ".searches", config.getSearches());
        List<PodDNSConfigOption> options = config.getOptions();
        words(
                field + ".options",
                options.stream().map(option -> String.valueOf(option.getName())).toList());
        words(
                field + ".options",
                options.stream()
                        .map(PodDNSConfigOption::getValue)
                        .filter(value -> value != null && !value.isEmpty())
                        .toList());
    }

    private void words(String field, List<String> words) throws ProviderException {
        for (String word : words) {
            refusal.invalidUnless(WORD.matcher(word).matches(), field, "holds \"" + word + "\", which is not one word");
        }
    }
}
