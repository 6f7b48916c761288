// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.example.device.simulator.SimulatedDevice;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong on the wire is told as what it is: the device, the cause, the remedy. */
class BadWeatherTest {

    private static final PodRef TURN = OpenedDevice.ref("turn", "11111111-2222-3333-4444-555555555555");
    private static final String SECRET = "open-sesame";

    private OpenedDevice opened;
    private Site site;

    @BeforeEach
    void open() throws Exception {
        opened = new OpenedDevice();
        site = opened.site;
    }

    @AfterEach
    void close() throws Exception {
        opened.close();
    }

    @Test
    void aDeviceThatIsAwayIsUnreachable() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        Site away = opened.open("http://127.0.0.1:" + port, "20s");
        fails(away::node, Kind.UNREACHABLE, "lathe-7", "127.0.0.1:" + port, "no connection", "power");
        fails(away::list, Kind.UNREACHABLE, "no connection");
        fails(() -> away.apply(OpenedDevice.pod(TURN, SECRET)), Kind.UNREACHABLE, "no connection");
        fails(() -> away.delete(TURN, Duration.ZERO), Kind.UNREACHABLE, "no connection");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aConnectionThatBreaksIsUnreachable(Fault fault) {
        weather(aResponse().withFault(fault));
        fails(site::list, Kind.UNREACHABLE, "lathe-7", "GET /jobs", "the connection broke", "network");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_POD, INTERNAL, change what it names",
        "401, INTERNAL, INTERNAL, settings.tokenFile",
        "403, INTERNAL, INTERNAL, settings.tokenFile",
        "409, INVALID_POD, INTERNAL, change what it names",
        "413, INVALID_POD, INTERNAL, change what it names",
        "422, INVALID_POD, INTERNAL, change what it names",
        "429, BUSY, BUSY, wait",
        "500, INTERNAL, INTERNAL, log of the device",
        "502, UNREACHABLE, UNREACHABLE, gateway",
        "503, BUSY, BUSY, wait",
        "504, UNREACHABLE, UNREACHABLE, gateway",
        "302, INTERNAL, INTERNAL, settings.url"
    })
    void aStatusDecidesTheKind(int status, Kind ofOrder, Kind ofQuestion, String remedy) {
        weather(aResponse().withStatus(status));
        fails(() -> site.apply(OpenedDevice.pod(TURN, SECRET)), ofOrder, "lathe-7", "PUT", "status " + status, remedy);
        fails(site::list, ofQuestion, "lathe-7", "GET /jobs", "status " + status, remedy);
    }

    @Test
    void aDeviceThatIsBusySaysForHowLong() {
        weather(words("all slots are taken").withStatus(429).withHeader("Retry-After", "30"));
        fails(() -> site.apply(OpenedDevice.pod(TURN, SECRET)), Kind.BUSY, "all slots are taken", "asks to wait 30");
    }

    @Test
    void aPodTheDeviceRefusesIsInvalidInItsOwnWords() {
        weather(words("tasks[0].image: no program\\n\\u0007 \\\"shell\\\"").withStatus(422));
        fails(
                () -> site.apply(OpenedDevice.pod(TURN, SECRET)),
                Kind.INVALID_POD,
                "tasks[0].image: no program \"shell\"");
    }

    @Test
    void aSecretTheDeviceQuotesIsHidden() {
        weather(words("PASSWORD=" + SECRET + " is too short").withStatus(400));
        ProviderException failure =
                fails(() -> site.apply(OpenedDevice.pod(TURN, SECRET)), Kind.INVALID_POD, "PASSWORD=*** is too short");
        assertThat(failure).hasMessageNotContaining(SECRET).hasNoCause();
    }

    @Test
    void aDeviceThatTalksALotIsCutShort() {
        weather(words("a".repeat(10_000)).withStatus(500));
        assertThat(fails(site::list, Kind.INTERNAL, "aaa...").getMessage().length())
                .isLessThan(1_000);
    }

    @Test
    void jsonThatEndsTooSoonIsInternal() {
        weather(aResponse().withBody("{\"cursor\": 1, \"jobs\": [{\"id\": \"1\", \"la"));
        fails(site::list, Kind.INTERNAL, "lathe-7", "GET /jobs", "cannot be read", "firmware");
    }

    @Test
    void anAnswerThatLacksAFieldNamesIt() {
        weather(aResponse()
                .withBody("{\"cursor\": 1, \"jobs\": [{\"id\": \"1\", \"address\": \"\", \"labels\": {}}]}"));
        fails(site::list, Kind.INTERNAL, "tasks is missing");
    }

    @Test
    void aDeviceWithoutSlotsIsNotBelieved() {
        weather(aResponse()
                .withBody("{\"model\": \"Lathe 7\", \"firmware\": \"7\", \"serial\": \"1\","
                        + " \"architecture\": \"arm64\", \"processors\": 4, \"address\": \"192.0.2.7\"}"));
        fails(site::node, Kind.INTERNAL, "slots must be positive");
    }

    @Test
    void aWebPageInsteadOfAnAnswerIsInternal() {
        weather(aResponse().withHeader("Content-Type", "text/html").withBody("<html>Welcome to your router</html>"));
        fails(site::node, Kind.INTERNAL, "cannot be read", "settings.url");
    }

    @Test
    void fieldsOfNewerFirmwareAreNoMatter() throws Exception {
        weather(aResponse().withBody("{\"cursor\": 1, \"jobs\": [], \"moon\": {\"phase\": \"full\"}}"));
        assertThat(site.list()).isEmpty();
    }

    @Test
    void aHugeAnswerIsGivenUp() {
        weather(aResponse().withBody("[" + " ".repeat(9 * 1024 * 1024) + "]"));
        fails(site::list, Kind.INTERNAL, "longer than 8388608 bytes", "firmware");
    }

    @Test
    void anAnswerThatDoesNotBeginInTimeIsUnreachable() throws Exception {
        Site impatient = opened.open(opened.device.url(), "0.3s");
        weather(aResponse().withFixedDelay(60_000));
        fails(impatient::list, Kind.UNREACHABLE, "no answer in time", "settings.timeout");
    }

    @Test
    void anAnswerThatDoesNotEndInTimeIsUnreachable() throws Exception {
        Site impatient = opened.open(opened.device.url(), "0.3s");
        weather(aResponse().withBody("{\"cursor\": 1, \"jobs\": []}").withChunkedDribbleDelay(20, 60_000));
        fails(impatient::list, Kind.UNREACHABLE, "no answer in time", "settings.timeout");
    }

    @Test
    void oddCharactersInNamesComeBackAsTheyWere() throws Exception {
        PodRef odd = OpenedDevice.ref("wéb \"quoted\" \\ 日本 \n{}", "uid ü%2e?a=b&c#d+e;f");
        site.apply(OpenedDevice.pod(odd, SECRET));
        assertThat(site.list()).extracting(pod -> pod.ref()).containsExactly(odd);
        site.delete(odd, Duration.ZERO);
        assertThat(site.list()).isEmpty();
    }

    @Test
    void aWrongTokenIsNotShownAndARightOneIsTakenAtOnce() throws Exception {
        Files.writeString(opened.tokenFile, "wrong-token");
        assertThat(fails(site::node, Kind.INTERNAL, "status 401", "tokenFile")).hasMessageNotContaining("wrong-token");
        Files.writeString(opened.tokenFile, SimulatedDevice.TOKEN + "\n");
        assertThat(site.node().facts().osImage()).isEqualTo("Lathe 7");
        Files.writeString(opened.tokenFile, "two\nlines");
        assertThat(fails(site::node, Kind.INTERNAL, "settings.tokenFile holds no token"))
                .hasMessageNotContaining("two");
    }

    private void weather(ResponseDefinitionBuilder answer) {
        opened.weather().stubFor(any(anyUrl()).atPriority(1).willReturn(answer));
    }

    private static ResponseDefinitionBuilder words(String words) {
        return aResponse().withBody("{\"error\": \"" + words + "\"}");
    }

    private static ProviderException fails(ThrowingCallable call, Kind kind, String... words) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, call);
        assertThat(failure).as("a ProviderException").isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.getMessage()).contains(words);
        return failure;
    }
}
