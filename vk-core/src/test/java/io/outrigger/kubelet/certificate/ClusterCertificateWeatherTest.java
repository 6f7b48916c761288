// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.kube.CertificateRequest.Decision;
import io.outrigger.kube.KubeException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCertificateWeatherTest extends CertificateStage {

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

    private void assertAnswerRefused(String answer, String message) throws Exception {
        var before = certificate.current();
        requests.answer(requests.last().name(), answer);

        assertThatThrownBy(this::look)
                .isInstanceOf(RefusedRequestException.class)
                .hasMessageContaining(requests.last().name())
                .hasMessageContaining(message);
        assertThat(certificate.current()).isPresent().isEqualTo(before);
    }
}
