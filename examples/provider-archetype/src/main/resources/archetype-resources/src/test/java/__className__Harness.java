package ${package};

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lends the test kit a device and tells it what the device can do. The kit asks for a new one for every test. */
final class ${className}Harness implements ProviderHarness {

    private final ${className}Device device = new ${className}Device("test");

    @Override
    public ProviderFactory factory() {
        return new ${className}Factory(address -> device);
    }

    @Override
    public SiteSpec site() {
        return SiteSpec.of("test-site", "${provider}", Map.of("address", "test"));
    }

    /** How a program of the kit looks as a job of the device. */
    @Override
    public ContainerTemplate container(Program program) {
        long time = 0;
        int exitCode = 0;
        int stopCode = 143;
        for (Program.Step step : program.steps()) {
            if (step instanceof Program.Pause pause) {
                time += pause.time().toMillis();
            } else if (step instanceof Program.Exit exit) {
                exitCode = exit.code();
            } else {
                time = -1;
                stopCode = step instanceof Program.AwaitStop stop ? stop.code() : -1;
            }
        }
        return ContainerTemplate.of("job", List.of("" + time, "" + exitCode, "" + stopCode));
    }

    @Override
    public void kill(PodRef pod, String container) {
        device.kill(pod, Instant.now());
    }

    @Override
    public List<String> leftovers(PodRef pod) {
        return device.leftovers().contains(pod) ? List.of("job of " + pod) : List.of();
    }

    @Override
    public void breakLink() {
        device.connected(false);
    }

    @Override
    public void healLink() {
        device.connected(true);
    }

    /** Take out what your provider has learnt; what is in here, the kit expects to be refused by name. */
    @Override
    public Set<Capability> lacks() {
        return EnumSet.complementOf(EnumSet.of(Capability.LINK));
    }

    @Override
    public Duration quiet() {
        return Duration.ofMillis(100);
    }

    @Override
    public void close() {}
}
