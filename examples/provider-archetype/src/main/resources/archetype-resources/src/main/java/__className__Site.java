package ${package};

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One device as a node. Each pod is a job there. */
final class ${className}Site implements Site {

    private final ${className}Device device;
    private final String name;
    private final ProviderContext context;
    private final Set<PodRef> forgotten = ConcurrentHashMap.newKeySet();
    private @Nullable Thread news;

    ${className}Site(${className}Device device, String name, ProviderContext context) {
        this.device = device;
        this.name = name;
        this.context = context;
    }

    @Override
    public void start(PodListener pods) {
        news = context.threads().newThread(new ${className}News(this, pods));
        news.start();
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        ${className}Device.Work work = ${className}Orders.work(pod);
        ${className}Device.Work known =
                ask(() -> device.begin(pod.ref(), work, context.clock().instant()));
        if (!known.image().equals(work.image())) {
            throw ${className}Orders.unsupported("another image for a pod that runs");
        }
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        ask(() -> {
            if (!grace.isZero()) {
                device.stop(pod, grace, context.clock().instant());
            } else if (device.remove(pod)) {
                forgotten.add(pod);
            }
            return true;
        });
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return ask(device::jobs).entrySet().stream()
                .map(job -> new ObservedPod(job.getKey(), List.of(), List.of(observe(job.getKey(), job.getValue()))))
                .toList();
    }

    private ObservedContainer observe(PodRef pod, ${className}Device.Job job) {
        String id = "${provider}://" + pod.uid();
        boolean runs = context.clock().instant().isBefore(job.end());
        int code = job.exitCode();
        ContainerState state = runs
                ? new ContainerState.Running(job.start())
                : new ContainerState.Terminated(
                        code, code == 137 ? 9 : 0, code == 0 ? "Completed" : "Error", "", job.start(), job.end(), id);
        ${className}Device.Work work = job.work();
        return new ObservedContainer(work.container(), state, null, work.restarts(), runs, runs, work.image(), "", id);
    }

    @Override
    public ObservedNode node() throws ProviderException {
        ask(device::jobs);
        var capacity = Map.of("cpu", new Quantity("1"), "memory", new Quantity("64Mi"), "pods", new Quantity("10"));
        var facts = new NodeFacts("linux", "arm64", "${className}", "", "${provider}://1", name, "", "");
        return new ObservedNode(capacity, Map.of(), facts, Set.of(), Map.of());
    }

    /** The pods that were forgotten since this was asked last. */
    Set<PodRef> takeForgotten() {
        Set<PodRef> taken = Set.copyOf(forgotten);
        forgotten.removeAll(taken);
        return taken;
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

    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> T ask(Question<T> question) throws ProviderException {
        try {
            return question.ask();
        } catch (IOException exception) {
            throw new ProviderException(
                    Kind.UNREACHABLE, "site " + name + ": " + exception.getMessage() + "; check its cable", exception);
        }
    }
}
