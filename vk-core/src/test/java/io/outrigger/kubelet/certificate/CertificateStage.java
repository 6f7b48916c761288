// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import io.outrigger.site.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A certificate of a cluster whose operator, signer and clock a test plays. */
abstract class CertificateStage {

    static final Duration LIFE = Duration.ofDays(100);

    @TempDir
    Path temporary;

    final ManualClock clock = new ManualClock();
    final FakeRequests requests = new FakeRequests();
    final Signer signer = new Signer();
    List<String> nodes = List.of("press-hall-1", "gate");
    String address = "192.0.2.7";
    double chance = 0.5;
    boolean approve;
    ClusterCertificate certificate;

    @BeforeEach
    void start() throws IOException {
        if (certificate != null) {
            certificate.close();
        }
        RandomGenerator random = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return chance;
            }
        };
        certificate = new ClusterCertificate(
                requests, directory(), approve, () -> ServingNames.of(address, nodes), clock, random);
        certificate.refresh();
    }

    @AfterEach
    void stop() {
        certificate.close();
    }

    void beginRenewal() throws Exception {
        serve();
        clock.advance(LIFE.multipliedBy(8).dividedBy(10).plusSeconds(1));
        look();
    }

    void serve() throws Exception {
        look();
        sign();
        look();
    }

    void sign() throws Exception {
        var request = requests.last();
        requests.answer(request.name(), signer.sign(request.request(), now(), now().plus(LIFE)));
    }

    void look() throws Exception {
        certificate.look();
    }

    Instant now() {
        return clock.instant();
    }

    Path directory() {
        return temporary.resolve("endpoint");
    }

    String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory().resolve(name)));
    }
}
