// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Policy;
import io.outrigger.localapi.json.Json;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProtobufObjectsTest {

    @Test
    void texts_mapsAndBytes_becomeWhatJsonHolds() throws IOException {
        var secret = V1.Secret.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder()
                        .setName("s")
                        .setNamespace("")
                        .setCreationTimestamp(Meta.Time.getDefaultInstance())
                        .putLabels("app", "shop"))
                .putData("password", ByteString.copyFromUtf8("pq"))
                .setType("Opaque")
                .build();

        assertThat(read("v1", "Secret", secret)).isEqualTo("""
                        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","labels":{"app":"shop"}},\
                        "data":{"password":"cHE="},"type":"Opaque"}""");
    }

    @Test
    void quantities_portsAndEmbeddedMessages_takeTheirShortForm() throws IOException {
        var probe = V1.Probe.newBuilder()
                .setHandler(V1.ProbeHandler.newBuilder()
                        .setTcpSocket(V1.TCPSocketAction.newBuilder()
                                .setPort(IntStr.IntOrString.newBuilder()
                                        .setType(1)
                                        .setStrVal("web"))))
                .setPeriodSeconds(0);
        var container = V1.Container.newBuilder()
                .setName("c")
                .setReadinessProbe(probe)
                .setResources(V1.ResourceRequirements.newBuilder()
                        .putLimits(
                                "cpu",
                                Resource.Quantity.newBuilder().setString("2").build()));
        var volume = V1.Volume.newBuilder()
                .setName("v")
                .setVolumeSource(
                        V1.VolumeSource.newBuilder().setEmptyDir(V1.EmptyDirVolumeSource.getDefaultInstance()));
        var pod = V1.Pod.newBuilder()
                .setSpec(V1.PodSpec.newBuilder()
                        .addContainers(container)
                        .addVolumes(volume)
                        .setTerminationGracePeriodSeconds(0))
                .build();

        assertThat(read("v1", "Pod", pod))
                .contains("\"readinessProbe\":{\"tcpSocket\":{\"port\":\"web\"}}")
                .contains("\"limits\":{\"cpu\":\"2\"}")
                .contains("{\"name\":\"v\",\"emptyDir\":{}}")
                .contains("\"terminationGracePeriodSeconds\":0");
    }

    @Test
    void evictions_keepAGraceOfZero() throws IOException {
        var eviction = V1Policy.Eviction.newBuilder()
                .setDeleteOptions(Meta.DeleteOptions.newBuilder().setGracePeriodSeconds(0))
                .build();

        assertThat(read("policy/v1", "Eviction", eviction)).contains("\"deleteOptions\":{\"gracePeriodSeconds\":0}");
    }

    @Test
    void aKindThatIsNotKnown_isNamed() {
        assertThatThrownBy(() -> read("apps/v1", "Deployment", V1.Pod.getDefaultInstance()))
                .hasMessage("a Deployment of apps/v1 is not read as protobuf here; send JSON");
    }

    @Test
    void bytesCutOffAnywhere_areRefusedOrRead_neverCrash() {
        byte[] whole = envelope(
                "v1",
                "Pod",
                V1.Pod.newBuilder()
                        .setMetadata(Meta.ObjectMeta.newBuilder().setName("p"))
                        .build());
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            try {
                ProtobufObjects.read(Arrays.copyOf(whole, length));
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length / 2);
    }

    private static String read(String apiVersion, String kind, Message message) throws IOException {
        return new String(Json.bytes(ProtobufObjects.read(envelope(apiVersion, kind, message))));
    }

    private static byte[] envelope(String apiVersion, String kind, Message message) {
        byte[] unknown = Runtime.Unknown.newBuilder()
                .setTypeMeta(
                        Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
                .setRaw(message.toByteString())
                .build()
                .toByteArray();
        byte[] bytes = Arrays.copyOf(new byte[] {'k', '8', 's', 0}, 4 + unknown.length);
        System.arraycopy(unknown, 0, bytes, 4, unknown.length);
        return bytes;
    }
}
