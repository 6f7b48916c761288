// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.kube.CertificateRequest.Decision;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterCertificateTest extends CertificateStage {

    @Test
    void theRequestIsWhatTheSignerOfKubeletsDemands() throws Exception {
        look();

        var request = Signer.parse(requests.last().request());
        assertThat(request.getSubject()).isEqualTo(new X500Name("O=system:nodes,CN=system:node:gate"));
        assertThat(AlternativeNames.read(request.getRequestedExtensions()))
                .containsExactly("192.0.2.7", "gate", "press-hall-1");
        assertThat(Signer.proves(request)).isTrue();
    }

    @Test
    void nothingIsServedBeforeTheRequestIsAnswered() throws Exception {
        look();
        look();
        requests.decide(requests.last().name(), Decision.APPROVED, "");
        look();
        assertThat(certificate.current()).isEmpty();

        sign();
        look();

        assertThat(certificate.current()).hasValueSatisfying(identity -> {
            assertThat(identity.matches()).isTrue();
            assertThat(identity.names()).containsExactly("192.0.2.7", "gate", "press-hall-1");
        });
        assertThat(requests.creations).isEqualTo(1);
    }

    @Test
    void aRestartWhileTheRequestWaitsAsksForNothingNew() throws Exception {
        look();
        start();
        look();
        sign();
        look();

        assertThat(certificate.current()).isPresent();
        assertThat(requests.creations).isEqualTo(1);
    }

    @Test
    void aRestartWithACertificateServesItAtOnceAndAsksForNothing() throws Exception {
        serve();
        var before = certificate.current();
        start();

        assertThat(certificate.current()).isEqualTo(before);
        look();
        assertThat(requests.creations).isEqualTo(1);
    }

    @Test
    void keysAreReadableForTheirOwnerOnly() throws Exception {
        look();
        assertThat(permissions(CertificateStore.PENDING)).isEqualTo("rw-------");
        sign();
        look();
        assertThat(permissions(CertificateStore.SERVING)).isEqualTo("rw-------");
        try (var left = Files.list(directory())) {
            assertThat(left).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0, 70", "0.5, 80", "1.0, 90"})
    void theNextCertificateIsRequestedAfter70To90PercentOfItsLife(double random, int days) throws Exception {
        chance = random;
        serve();
        var old = certificate.current();

        clock.advance(Duration.ofDays(days).minusSeconds(1));
        look();
        assertThat(requests.creations).isEqualTo(1);
        clock.advance(Duration.ofSeconds(2));
        look();
        assertThat(requests.creations).isEqualTo(2);
        assertThat(certificate.current()).as("while the next one is waited for").isEqualTo(old);

        sign();
        look();
        assertThat(certificate.current()).isNotEqualTo(old).isPresent();
    }

    @Test
    void aCertificateThatHasEndedIsServedNoMore() throws Exception {
        serve();
        clock.advance(LIFE);

        assertThat(certificate.current()).isEmpty();
        start();
        assertThat(certificate.current()).isEmpty();
    }

    @Test
    void aCertificateThatIsShortAndDatedBackIsNotRenewedAtOnce() throws Exception {
        look();
        requests.answer(
                requests.last().name(),
                signer.sign(requests.last().request(), now().minusSeconds(300), now().plusSeconds(60)));
        look();
        look();
        assertThat(requests.creations).isEqualTo(1);

        clock.advance(Duration.ofSeconds(31));
        look();
        assertThat(requests.creations).isEqualTo(2);
    }

    @Test
    void aNewNodeHasTheNextCertificateRequested_andOneThatLeavesDoesNot() throws Exception {
        serve();
        nodes = List.of("gate");
        look();
        assertThat(requests.creations).isEqualTo(1);

        nodes = List.of("gate", "crane");
        look();
        assertThat(AlternativeNames.read(Signer.parse(requests.last().request()).getRequestedExtensions()))
                .containsExactly("192.0.2.7", "crane", "gate");
    }

    @Test
    void nodesThatComeWhileARequestWaitsGetOneRequestTogether() throws Exception {
        look();
        nodes = List.of("press-hall-1", "gate", "crane");
        look();
        nodes = List.of("press-hall-1", "gate", "crane", "dock");
        look();
        assertThat(requests.creations).isEqualTo(1);

        clock.advance(Duration.ofSeconds(61));
        look();
        assertThat(requests.creations).isEqualTo(2);
        assertThat(requests.last().request()).isNotEqualTo(requests.all().get(0).request());
    }

    @Test
    void withoutNodesNothingIsRequested() throws Exception {
        nodes = List.of();
        look();
        assertThat(requests.creations).isZero();
    }

    @Test
    void anAddressThatWasChangedBeforeARestartHasTheNextCertificateRequested() throws Exception {
        serve();
        var old = certificate.current();
        address = "192.0.2.8";
        start();
        look();

        assertThat(AlternativeNames.read(Signer.parse(requests.last().request()).getRequestedExtensions()))
                .containsExactly("192.0.2.8", "gate", "press-hall-1");
        assertThat(certificate.current()).as("until the next one is there").isEqualTo(old);
    }

    @Test
    void theProgramApprovesItsOwnRequestWhenToldTo() throws Exception {
        approve = true;
        start();
        look();
        look();

        assertThat(requests.last().decision()).isEqualTo(Decision.APPROVED);
    }

    @Test
    void theProgramApprovesNothingUnlessToldTo() throws Exception {
        look();
        look();

        assertThat(requests.last().decision()).isEqualTo(Decision.PENDING);
    }

    @Test
    void theProgramDoesNotApproveARequestForNodesThatAreNotItsOwnAnyMore() throws Exception {
        approve = true;
        start();
        look();
        nodes = List.of("gate");
        look();

        assertThat(requests.last().decision()).isEqualTo(Decision.PENDING);
    }

    @Test
    void beyondAHundredNodesTheAddressStandsAlone() {
        var many = IntStream.range(0, 101).mapToObj(each -> "node-" + each).toList();

        assertThat(ServingNames.of("192.0.2.7", many.subList(0, 100)).all()).hasSize(101);
        assertThat(ServingNames.of("192.0.2.7", many).all()).containsExactly("192.0.2.7");
    }

    @Test
    void anAddressIsTheSameHoweverItIsWritten() throws Exception {
        var names = ServingNames.of("2001:DB8::1", List.of("gate"));
        assertThat(PendingRequest.create(names).fits(ServingNames.of("2001:db8:0:0::1", List.of("gate"))))
                .isTrue();
    }
}
