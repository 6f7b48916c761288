// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All Services from one watch, each cut down to what environment variables are made of: address, ports, and whether it
 * is headless.
 */
final class ServiceWatch implements ServiceDirectory, WatchSink<Service> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, Service>> byNamespace = new HashMap<>();
    private final ResourceWatch<Service> watch;
    private volatile boolean synced;

    ServiceWatch(Watching shared) {
        this.watch =
                ResourceWatch.start(new WatchTarget<>("api/v1/services", "", Service.class, "services"), this, shared);
    }

    @Override
    public boolean synced() {
        return synced;
    }

    @Override
    public List<Service> in(String namespace) {
        lock.lock();
        try {
            return List.copyOf(byNamespace.getOrDefault(namespace, Map.of()).values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watch.close();
    }

    @Override
    public void listed(List<Service> objects, String resourceVersion) {
        lock.lock();
        try {
            byNamespace.clear();
            objects.forEach(this::put);
        } finally {
            lock.unlock();
        }
        synced = true;
    }

    @Override
    public void changed(Service service) {
        lock.lock();
        try {
            put(service);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void removed(Service service) {
        String namespace = service.getMetadata().getNamespace();
        lock.lock();
        try {
            Map<String, Service> services = byNamespace.getOrDefault(namespace, new HashMap<>());
            services.remove(service.getMetadata().getName());
            if (services.isEmpty()) {
                byNamespace.remove(namespace);
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(Service service) {
        byNamespace
                .computeIfAbsent(service.getMetadata().getNamespace(), namespace -> new TreeMap<>())
                .put(service.getMetadata().getName(), slim(service));
    }

    private static Service slim(Service full) {
        var spec = new ServiceSpec();
        ServiceSpec given = full.getSpec();
        if (given != null) {
            spec.setType(given.getType());
            spec.setClusterIP(given.getClusterIP());
            spec.setClusterIPs(given.getClusterIPs());
            spec.setPorts(given.getPorts().stream().map(ServiceWatch::slim).toList());
        }
        var service = new Service();
        service.setMetadata(new ObjectMetaBuilder()
                .withNamespace(full.getMetadata().getNamespace())
                .withName(full.getMetadata().getName())
                .build());
        service.setSpec(spec);
        return service;
    }

    private static ServicePort slim(ServicePort full) {
        var port = new ServicePort();
        port.setName(full.getName());
        port.setPort(full.getPort());
        port.setProtocol(full.getProtocol());
        return port;
    }
}
