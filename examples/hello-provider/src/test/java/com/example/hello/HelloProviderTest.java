// SPDX-License-Identifier: Apache-2.0

package com.example.hello;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The provider keeps the contract. */
class HelloProviderTest extends ProviderTck {

    @Override
    protected ProviderHarness harness() {
        Greeter greeter = new Greeter();
        return new ProviderHarness() {
            @Override
            public ProviderFactory factory() {
                return new HelloFactory(greeter);
            }

            @Override
            public SiteSpec site() {
                return SiteSpec.of("lobby", "hello", Map.of());
            }

            @Override
            public ContainerTemplate container(Program program) {
                int time = 0;
                int exitCode = 0;
                int stopCode = 143;
                for (Program.Step step : program.steps()) {
                    if (step instanceof Program.Pause pause) {
                        time += (int) pause.time().toMillis();
                    } else if (step instanceof Program.Exit exit) {
                        exitCode = exit.code();
                    } else {
                        time = -1;
                        stopCode = step instanceof Program.AwaitStop stop ? stop.code() : -1;
                    }
                }
                return ContainerTemplate.of("greeting", List.of("" + time, "" + exitCode, "" + stopCode));
            }

            @Override
            public void kill(PodRef pod, String container) {
                greeter.jobs.computeIfPresent(pod, (ref, job) -> job.stopped(Instant.now(), Duration.ZERO));
            }

            @Override
            public List<String> leftovers(PodRef pod) {
                return greeter.jobs.containsKey(pod) ? List.of("job of " + pod) : List.of();
            }

            @Override
            public void breakLink() {
                greeter.reachable = false;
            }

            @Override
            public void healLink() {
                greeter.reachable = true;
            }

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
        };
    }
}
