// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.outrigger.kube.ServiceDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The variables that tell containers where Services are, as {@code pkg/kubelet/envvars} of Kubernetes writes them. The
 * Service {@code kubernetes} of namespace {@code default} is always among them.
 */
final class ServiceVariables {

    private ServiceVariables() {}

    /**
     * The variables of a pod.
     *
     * @param services all Services
     * @param namespace the pod's namespace
     * @param links the pod's {@code enableServiceLinks}; null means true
     */
    static Map<String, String> of(ServiceDirectory services, String namespace, @Nullable Boolean links) {
        var seen = new TreeMap<String, Service>();
        for (Service each : services.in("default")) {
            if (each.getMetadata().getName().equals("kubernetes") && addressed(each)) {
                seen.put("kubernetes", each);
            }
        }
        if (!Boolean.FALSE.equals(links)) {
            services.in(namespace).stream()
                    .filter(ServiceVariables::addressed)
                    .forEach(each -> seen.put(each.getMetadata().getName(), each));
        }
        var variables = new LinkedHashMap<String, String>();
        seen.values().forEach(each -> add(variables, each));
        return variables;
    }

    private static boolean addressed(Service service) {
        var spec = service.getSpec();
        return spec != null
                && spec.getClusterIP() != null
                && !spec.getClusterIP().isEmpty()
                && !spec.getClusterIP().equals("None")
                && !spec.getPorts().isEmpty();
    }

    private static void add(Map<String, String> variables, Service service) {
        String prefix = name(service.getMetadata().getName());
        String address = service.getSpec().getClusterIP();
        List<ServicePort> ports = service.getSpec().getPorts();
        variables.put(prefix + "_SERVICE_HOST", address);
        variables.put(prefix + "_SERVICE_PORT", String.valueOf(ports.get(0).getPort()));
        for (ServicePort port : ports) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(prefix + "_SERVICE_PORT_" + name(port.getName()), String.valueOf(port.getPort()));
            }
        }
        variables.put(prefix + "_PORT", url(address, ports.get(0)));
        for (ServicePort port : ports) {
            String link = prefix + "_PORT_" + port.getPort() + "_" + protocol(port);
            variables.put(link, url(address, port));
            variables.put(link + "_PROTO", protocol(port).toLowerCase(Locale.ROOT));
            variables.put(link + "_PORT", String.valueOf(port.getPort()));
            variables.put(link + "_ADDR", address);
        }
    }

    private static String url(String address, ServicePort port) {
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + port.getPort();
    }

    private static String protocol(ServicePort port) {
        String protocol = port.getProtocol();
        return protocol == null || protocol.isEmpty() ? "TCP" : protocol.toUpperCase(Locale.ROOT);
    }

    private static String name(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
