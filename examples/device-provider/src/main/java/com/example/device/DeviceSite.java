// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One device as a node: a pod is a job there, a container is a task of the job. */
final class DeviceSite implements Site {

    private final Device device;
    private final ProviderContext context;
    private final String owner;
    private @Nullable Thread news;

    DeviceSite(Device device, String name, ProviderContext context) {
        this.device = device;
        this.context = context;
        this.owner = context.clusterId() + "/" + name;
    }

    @Override
    public void start(PodListener pods) {
        news = context.threads().newThread(new News(device, owner, pods));
        news.start();
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        new Refusals(pod).check();
        List<String> addresses =
                PodToJob.needsAddress(pod) ? List.of(device.info().address()) : List.of();
        device.put(pod.ref().uid(), PodToJob.order(pod, owner, addresses));
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        device.delete(pod.uid(), grace);
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return device.jobs(owner).jobs().stream().map(JobToPod::pod).toList();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        DeviceInfo info = device.info();
        Map<String, Quantity> capacity = Map.of(
                "cpu", new Quantity(String.valueOf(info.processors())),
                "memory", new Quantity(info.memoryMebibytes() + "Mi"),
                "pods", new Quantity(String.valueOf(info.slots())));
        String runtime = "device://" + info.firmware();
        var facts = new NodeFacts("linux", info.architecture(), info.model(), "", runtime, info.serial(), "", "");
        return new ObservedNode(capacity, Map.of(), facts, Set.of(), Map.of());
    }

    @Override
    public Optional<ContainerLogs> logs() {
        return Optional.of((pod, container, options) -> LogStream.open(device, pod.uid(), container, options));
    }

    @Override
    public void close() {
        Thread running = news;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }
}
