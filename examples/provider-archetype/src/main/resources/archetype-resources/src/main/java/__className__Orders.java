package ${package};

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates a pod into work for the device, and refuses by name what the device cannot do. */
final class ${className}Orders {

    private ${className}Orders() {}

    static ${className}Device.Work work(DesiredPod pod) throws ProviderException {
        PodSpec spec = pod.pod().getSpec();
        Container container = spec.getContainers().get(0);
        refuse(spec.getContainers().subList(1, spec.getContainers().size()), "spec.containers[1]");
        refuse(spec.getInitContainers(), "spec.initContainers");
        refuse(spec.getVolumes(), "spec.volumes (a token, unless automountServiceAccountToken is false)");
        refuse("Never".equals(spec.getRestartPolicy()) ? null : spec, "spec.restartPolicy other than Never");
        refuse(container.getEnv(), "spec.containers[0].env");
        refuse(container.getEnvFrom(), "spec.containers[0].envFrom");
        refuse(container.getLivenessProbe(), "spec.containers[0].livenessProbe");
        refuse(container.getReadinessProbe(), "spec.containers[0].readinessProbe");
        refuse(container.getStartupProbe(), "spec.containers[0].startupProbe");
        refuse(container.getLifecycle(), "spec.containers[0].lifecycle");
        return work(container.getImage(), pod.container(container.getName()));
    }

    /** Three words make a job: milliseconds, exit code, exit code when asked to stop. Write what yours is made of. */
    private static ${className}Device.Work work(String image, DesiredContainer desired) throws ProviderException {
        try {
            List<Integer> words =
                    desired.command().stream().map(Integer::valueOf).toList();
            return new ${className}Device.Work(
                    desired.name(),
                    image,
                    desired.restarts(),
                    Duration.ofMillis(words.get(0)),
                    words.get(1),
                    words.get(2));
        } catch (NumberFormatException | IndexOutOfBoundsException exception) {
            throw new ProviderException(
                    Kind.INVALID_POD,
                    "spec.containers[0].command must be three numbers: milliseconds, exit code, exit code when stopped");
        }
    }

    private static void refuse(@Nullable Object value, String field) throws ProviderException {
        boolean absent = value == null || value instanceof Collection<?> values && values.isEmpty();
        if (!absent) {
            throw unsupported(field);
        }
    }

    static ProviderException unsupported(String field) {
        return new ProviderException(Kind.UNSUPPORTED, "the device cannot do " + field + "; leave it out");
    }
}
