// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.link.ShellWords;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of a sandbox's script that writes {@code resolv.conf} into the pod's directory, from where every container
 * has it: what a kubelet would write by {@code dnsPolicy} and {@code dnsConfig}. A pod that wants no more than the host's
 * own has none, because engines hand that on by themselves, and know what of it is of use in a network of a pod's own.
 * What had to be left out stands in {@code sandbox.warnings}.
 */
final class ResolverScript {

    private static final String CLUSTER_FIRST = "ClusterFirst";

    // The host's file may be anything: it is looked at only where it is a file, and only its beginning, without what no
    // line of it holds. As with nodes of kubeadm, a resolver that only the host itself reaches is asked whom it asks.
    private static final String FUNCTIONS = """
                host_root=
                host_names() {
                    found=$host_root/etc/resolv.conf
                    behind=$host_root/run/systemd/resolve/resolv.conf
                    [ -f "$found" ] || return 0
                    ! grep -qs '^nameserver 127\\.0\\.0\\.53' "$found" || [ ! -f "$behind" ] || found=$behind
                    head -c 65536 "$found" | LC_ALL=C tr -c '\\n\\40-\\176' ' '
                }
                server() { case " $servers " in *" $1 "*) ;; *) servers="$servers $1" ;; esac; }
                domain() { case " $searches " in *" $1 "*) ;; *) searches="$searches $1" ;; esac; }
                option() {
                    kept=
                    for each in $options; do [ "${each%%:*}" = "${1%%:*}" ] || kept="$kept $each"; done
                    options="$kept $1"
                }
                read_names() {
                    found=
                    while read -r word rest || [ -n "$word" ]; do
                        case $1-$word in
                        all-nameserver) [ -z "$rest" ] || server "${rest%% *}" ;;
                        all-options) for one in $rest; do option "$one"; done ;;
                        *-search) found=$rest ;;
                        esac
                    done
                    for one in $found; do [ "$one" = . ] || domain "${one%.}"; done
                }
                warn() {
                    printf 'DNSConfigForming %s limits were exceeded, some %s have been omitted, ' "$1" "$2"
                    printf 'the applied %s line is: %s\\n' "$3" "${4# }"
                } >>sandbox.warnings
                keep_limits() {
                    set -- $servers
                    if [ $# -gt 3 ]; then
                        servers=" $1 $2 $3"
                        warn Nameserver nameservers nameserver "$servers"
                    fi
                    set -- $searches
                    kept=
                    count=0
                    for each in "$@"; do
                        count=$((count + 1))
                        [ "$count" -le 32 ] || break
                        [ "${#each}" -le 253 ] || continue
                        [ $((${#kept} + ${#each})) -le 2048 ] || break
                        kept="$kept $each"
                    done
                    if [ "$kept" != "$searches" ]; then
                        searches=$kept
                        warn 'Search Line' 'search paths' search "$searches"
                    fi
                }
                print_names() {
                    [ -z "$searches" ] || printf 'search%s\\n' "$searches"
                    for each in $servers; do printf 'nameserver %s\\n' "$each"; done
                    [ -z "$options" ] || printf 'options%s\\n' "$options"
                }
            """;

    /** What the pod's own settings are added to. */
    private enum Base {
        NOTHING,
        HOST,
        CLUSTER
    }

    private final PodRef pod;
    private final ClusterNames cluster;
    private final boolean wantsCluster;
    private final Base base;
    private final @Nullable PodDNSConfig config;

    ResolverScript(DesiredPod pod, ClusterNames cluster) {
        PodSpec spec = pod.pod().getSpec();
        this.pod = pod.ref();
        this.cluster = cluster;
        this.wantsCluster = wantsCluster(spec);
        this.base = base(spec);
        this.config = spec.getDnsConfig();
    }

    private static boolean wantsCluster(PodSpec spec) {
        String policy = spec.getDnsPolicy() == null ? CLUSTER_FIRST : spec.getDnsPolicy();
        return switch (policy) {
            case "None", "Default" -> false;
            case CLUSTER_FIRST -> !Boolean.TRUE.equals(spec.getHostNetwork());
            default -> true;
        };
    }

    private Base base(PodSpec spec) {
        if ("None".equals(spec.getDnsPolicy())) {
            return Base.NOTHING;
        }
        return wantsCluster && !cluster.servers().isEmpty() ? Base.CLUSTER : Base.HOST;
    }

    /** Commands for the pod's directory, or nothing. */
    String text() {
        if (base == Base.HOST && config == null) {
            return "";
        }
        StringBuilder script = new StringBuilder(FUNCTIONS);
        script.append("    make_names() (\n        set -f\n        umask 022\n")
                .append("        servers= searches= options=\n        rm -f sandbox.warnings\n");
        switch (base) {
            case NOTHING -> {
                // All there is follows.
            }
            case HOST -> add(script, "read_names", "all");
            case CLUSTER -> {
                cluster.servers().forEach(server -> add(script, "server", server));
                String services = "svc." + cluster.domain();
                List.of(pod.namespace() + "." + services, services, cluster.domain())
                        .forEach(domain -> add(script, "domain", domain));
                add(script, "option", "ndots:5");
                add(script, "read_names", "searches");
            }
        }
        if (config != null) {
            config.getNameservers().forEach(server -> add(script, "server", server));
            config.getSearches().forEach(domain -> add(script, "domain", domain));
            config.getOptions().forEach(option -> add(script, "option", word(option)));
        }
        script.append("        keep_limits\n        print_names >resolv.conf\n    )\n");
        return script.append(base == Base.NOTHING ? "    make_names" : "    host_names | make_names")
                .append(" || exit\n")
                .toString();
    }

    /** What users are told when the cluster's servers are wanted and not known, as the kubelet words it. */
    Optional<ContainerEvent> warning() {
        if (!wantsCluster || !cluster.servers().isEmpty()) {
            return Optional.empty();
        }
        String message = "pod: \"" + pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")\". kubelet does not have"
                + " ClusterDNS IP configured and cannot create Pod using \"ClusterFirst\" policy. Falling back to"
                + " \"Default\" policy.";
        return Optional.of(new ContainerEvent("", ContainerEvent.Severity.WARNING, "MissingClusterDNS", message));
    }

    private static String word(PodDNSConfigOption option) {
        String value = option.getValue();
        return value == null || value.isEmpty() ? option.getName() : option.getName() + ":" + value;
    }

    private static void add(StringBuilder script, String function, String word) {
        script.append("        ")
                .append(function)
                .append(' ')
                .append(ShellWords.quote(word))
                .append('\n');
    }
}
