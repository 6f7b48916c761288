// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.kube.CertificateRequest.Decision;
import io.outrigger.kube.KubeException;
import io.outrigger.site.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCertificateTest {

    private static final Duration LIFE = Duration.ofDays(100);

    @TempDir
    Path temporary;

    private final ManualClock clock = new ManualClock();
    private final FakeRequests requests = new FakeRequests();
    private final Signer signer = new Signer();
    private List<String> nodes = List.of("press-hall-1", "gate");
    private String address = "192.0.2.7";
    private double chance = 0.5;
    private boolean approve;
    private ClusterCertificate certificate;

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
    void anOperatorIsToldWhatToDoAtOnce_everyHourAndWhenTheCertificateEnds() throws Exception {
        try (var log = new Warnings(Reminder.class)) {
            beginRenewal();
            log.texts().clear();
            var request = requests.last().name();
            look();
            look();
            assertThat(log.texts()).singleElement().asString().contains("kubectl certificate approve " + request);

            clock.advance(Duration.ofHours(1));
            look();
            look();
            assertThat(log.texts()).hasSize(2);

            clock.advance(LIFE.dividedBy(5).minusMinutes(100));
            look();
            clock.advance(Duration.ofMinutes(40));
            look();
            assertThat(log.texts()).hasSize(4).last().asString().contains("until then kubectl logs, exec");
            assertThat(certificate.remainingSeconds()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DENIED", "FAILED"})
    void aRefusedRequestIsToldAndFollowedByAnotherOneLater(Decision decision) throws Exception {
        look();
        var first = requests.last().name();
        requests.decide(first, decision, "NotYou: go away");

        assertThatThrownBy(this::look)
                .isInstanceOf(RefusedRequestException.class)
                .hasMessageContaining(first)
                .hasMessageContaining("NotYou: go away")
                .hasMessageContaining("1 min");

        look();
        assertThat(requests.last().name()).isNotEqualTo(first);
    }

    @Test
    void thePauseAfterRefusalsDoublesUpToAnHour() throws Exception {
        for (int minutes : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            look();
            requests.decide(requests.last().name(), Decision.DENIED, "no");
            assertThatThrownBy(this::look)
                    .isInstanceOfSatisfying(
                            RefusedRequestException.class,
                            refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(minutes)));
        }
    }

    @Test
    void aRefusalThatARestartFindsAgainIsNotAnsweredWithANewRequestAtOnce() throws Exception {
        look();
        requests.decide(requests.last().name(), Decision.DENIED, "no");
        start();

        assertThatThrownBy(this::look).isInstanceOf(RefusedRequestException.class);
        assertThat(requests.creations).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "-----BEGIN CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n"
            })
    void anAnswerThatIsNoCertificateIsToldAndThePresentOneStays(String answer) throws Exception {
        beginRenewal();
        assertAnswerRefused(answer, "what is no certificate");
    }

    @Test
    void anAnswerForAnotherKeyIsToldAndThePresentOneStays() throws Exception {
        beginRenewal();
        assertAnswerRefused(signer.signOtherKey(requests.last().request(), now(), now().plus(LIFE)), "another key");
    }

    @Test
    void anAnswerThatHasEndedIsToldAndThePresentOneStays() throws Exception {
        beginRenewal();
        assertAnswerRefused(
                signer.sign(requests.last().request(), now().minus(LIFE), now().minusSeconds(1)), "ended at");
    }

    @Test
    void anAnswerForOtherNamesIsToldAndThePresentOneStays() throws Exception {
        beginRenewal();
        var names = Set.of("192.0.2.8");
        assertAnswerRefused(
                signer.sign(requests.last().request(), names, now(), now().plus(LIFE)), "for [192.0.2.8] only");
    }

    private void beginRenewal() throws Exception {
        serve();
        clock.advance(LIFE.multipliedBy(8).dividedBy(10).plusSeconds(1));
        look();
    }

    private void assertAnswerRefused(String answer, String message) throws Exception {
        var before = certificate.current();
        requests.answer(requests.last().name(), answer);

        assertThatThrownBy(this::look)
                .isInstanceOf(RefusedRequestException.class)
                .hasMessageContaining(requests.last().name())
                .hasMessageContaining(message);
        assertThat(certificate.current()).isPresent().isEqualTo(before);
    }

    @Test
    void whileTheApiServerIsAwayItIsAskedAgain() throws Exception {
        requests.away = true;
        assertThatThrownBy(this::look).isInstanceOf(KubeException.class);
        requests.away = false;
        look();
        requests.away = true;
        assertThatThrownBy(this::look).isInstanceOf(KubeException.class);
        requests.away = false;
        sign();
        look();

        assertThat(certificate.current()).isPresent();
        assertThat(requests.creations).isEqualTo(1);
    }

    @Test
    void aRequestThatWasCollectedAsGarbageIsMadeAgainForTheSameKey() throws Exception {
        look();
        var first = requests.last();
        requests.remove(first.name());
        look();

        assertThat(requests.all()).containsExactly(first);
        assertThat(requests.creations).isEqualTo(2);
    }

    @Test
    void whenTheKeyCannotBeKeptNothingIsRequested() throws Exception {
        Files.delete(directory());
        Files.writeString(directory(), "a file in its place");

        assertThatThrownBy(this::look)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory().toString());
        assertThat(requests.creations).isZero();
    }

    @Test
    void aDirectoryThatCannotBeMadeStopsTheStartWithTheRemedy() throws Exception {
        Files.delete(directory());
        Files.writeString(directory(), "a file in its place");

        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("endpoint.certificateDirectory");
    }

    @ParameterizedTest
    @CsvSource({"serving.pem, half of", "serving.pem, MAA=", "pending.pem, half of", "pending.pem, MAA="})
    void aKeptFileThatIsDamagedIsReplaced(String name, String content) throws Exception {
        var type = name.equals(CertificateStore.SERVING) ? "CERTIFICATE" : "CERTIFICATE REQUEST";
        var text = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, content, type);
        Files.writeString(directory().resolve(name), text);
        start();
        serve();

        assertThat(certificate.current()).isPresent();
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

    private void serve() throws Exception {
        look();
        sign();
        look();
    }

    private void sign() throws Exception {
        var request = requests.last();
        requests.answer(request.name(), signer.sign(request.request(), now(), now().plus(LIFE)));
    }

    private void look() throws Exception {
        certificate.look();
    }

    private Instant now() {
        return clock.instant();
    }

    private Path directory() {
        return temporary.resolve("endpoint");
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory().resolve(name)));
    }
}
