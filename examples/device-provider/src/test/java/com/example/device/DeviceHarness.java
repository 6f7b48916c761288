// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import com.example.device.simulator.SimulatedDevice;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.Refusal;
import io.outrigger.tck.ShellProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lends the kit a device. */
final class DeviceHarness implements ProviderHarness {

    private final SimulatedDevice device = new SimulatedDevice();
    private final Path tokenFile;

    DeviceHarness() throws IOException {
        tokenFile = Files.createTempFile("device", ".token");
        Files.writeString(tokenFile, SimulatedDevice.TOKEN + "\n");
    }

    @Override
    public ProviderFactory factory() {
        return new DeviceFactory();
    }

    @Override
    public SiteSpec site() {
        return SiteSpec.of("lathe-7", "device", Map.of("url", device.url(), "tokenFile", tokenFile.toString()));
    }

    @Override
    public ContainerTemplate container(Program program) {
        return ContainerTemplate.of("shell", ShellProgram.command(program, this));
    }

    @Override
    public ContainerTemplate otherImage(Program program) {
        return ContainerTemplate.of("shell-2", ShellProgram.command(program, this));
    }

    @Override
    public void kill(PodRef pod, String container) {
        device.kill(pod.uid(), container);
    }

    @Override
    public List<String> leftovers(PodRef pod) {
        return device.leftovers(pod.uid());
    }

    @Override
    public void breakLink() {
        device.cut(true);
    }

    @Override
    public void healLink() {
        device.cut(false);
    }

    @Override
    public Set<Capability> lacks() {
        return EnumSet.of(
                Capability.EXEC,
                Capability.ATTACH,
                Capability.PORT_FORWARD,
                Capability.STATISTICS,
                Capability.INIT_CONTAINERS,
                Capability.VOLUMES);
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "hostAliases",
                        Kind.UNSUPPORTED,
                        pod -> pod.editSpec()
                                .addNewHostAlias()
                                .withIp("192.0.2.1")
                                .endHostAlias()
                                .endSpec()),
                new Refusal(
                        "livenessProbe",
                        Kind.UNSUPPORTED,
                        pod -> pod.editSpec()
                                .editFirstContainer()
                                .withNewLivenessProbe()
                                .endLivenessProbe()
                                .endContainer()
                                .endSpec()),
                new Refusal(
                        "securityContext",
                        Kind.UNSUPPORTED,
                        pod -> pod.editSpec()
                                .withNewSecurityContext()
                                .withRunAsUser(1000L)
                                .endSecurityContext()
                                .endSpec()),
                new Refusal(
                        "workingDir",
                        Kind.UNSUPPORTED,
                        pod -> pod.editSpec()
                                .editFirstContainer()
                                .withWorkingDir("/srv")
                                .endContainer()
                                .endSpec()));
    }

    /** The JDK's HTTP client has one thread that nobody can lend it. */
    @Override
    public boolean isThreadOfLibrary(String name) {
        return name.startsWith("HttpClient-") && name.endsWith("-SelectorManager");
    }

    @Override
    public Duration quiet() {
        return Duration.ofMillis(100);
    }

    @Override
    public void close() throws IOException {
        device.close();
        Files.delete(tokenFile);
    }
}
