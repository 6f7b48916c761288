// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

final class StatusPatchTest {

    private final StatusPatch patches = new StatusPatch(new Json());

    @Test
    void whatDoesNotDifferIsNotSent() {
        PodStatus status = pod().withPhase("Running").withPodIP("10.0.0.1").build();
        assertThat(patches.pod(status, status)).isEmpty();
    }

    @Test
    void aReasonThatNoLongerHoldsIsTakenBack() {
        PodStatus before = pod().withPhase("Pending")
                .withReason("Waiting")
                .withMessage("m")
                .build();
        PodStatus after = pod().withPhase("Running").build();
        var patch = patches.pod(before, after);
        assertThat(patch.path("phase").asText()).isEqualTo("Running");
        assertThat(patch.get("reason").isNull()).isTrue();
        assertThat(patch.get("message").isNull()).isTrue();
    }

    @Test
    void onlyConditionsThatChangedAreSentAndTheirOldMessageIsTakenBack() {
        PodStatus before = pod().addNewCondition()
                .withType("Ready")
                .withStatus("False")
                .withMessage("no")
                .endCondition()
                .addNewCondition()
                .withType("Initialized")
                .withStatus("True")
                .endCondition()
                .build();
        PodStatus after = pod().addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("Initialized")
                .withStatus("True")
                .endCondition()
                .build();
        assertThat(patches.pod(before, after))
                .hasToString("{\"conditions\":[{\"status\":\"True\",\"type\":\"Ready\",\"message\":null}]}");
    }

    @Test
    void conditionsOfOthersStayAndAResizeThatIsOverGoes() {
        PodStatus before = pod().addNewCondition()
                .withType("example.com/gate")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("PodResizePending")
                .withStatus("True")
                .endCondition()
                .build();
        PodStatus after = pod().addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build();
        assertThat(patches.pod(before, after))
                .hasToString("{\"conditions\":[{\"status\":\"True\",\"type\":\"Ready\"},"
                        + "{\"type\":\"PodResizePending\",\"$patch\":\"delete\"}]}");
    }

    @Test
    void theAddressesOfAPodAreReplacedWhole() {
        PodStatus before = pod().withPodIP("10.0.0.1")
                .addNewPodIP("10.0.0.1")
                .addNewPodIP("fd00::1")
                .build();
        PodStatus after = pod().withPodIP("10.0.0.1").addNewPodIP("10.0.0.1").build();
        assertThat(patches.pod(before, after))
                .hasToString("{\"podIPs\":[{\"ip\":\"10.0.0.1\"},{\"$patch\":\"replace\"}]}");
    }

    @Test
    void containerStatusesAreReplacedWhole() {
        PodStatus before = pod().addNewContainerStatus()
                .withName("a")
                .withRestartCount(1)
                .endContainerStatus()
                .build();
        PodStatus after = pod().addNewContainerStatus()
                .withName("a")
                .withRestartCount(2)
                .endContainerStatus()
                .build();
        assertThat(patches.pod(before, after)
                        .path("containerStatuses")
                        .path(0)
                        .path("restartCount")
                        .asInt())
                .isEqualTo(2);
        assertThat(patches.pod(before, pod().build())).hasToString("{\"containerStatuses\":null}");
    }

    @Test
    void twoAddressesOfOneTypeAreSentWithTheReplaceDirective() {
        NodeStatus after = node().addNewAddress("10.0.0.1", "InternalIP")
                .addNewAddress("fd00::1", "InternalIP")
                .build();
        assertThat(patches.node(node().addNewAddress("10.0.0.1", "InternalIP").build(), after))
                .hasToString("{\"addresses\":[{\"address\":\"10.0.0.1\",\"type\":\"InternalIP\"},"
                        + "{\"address\":\"fd00::1\",\"type\":\"InternalIP\"},{\"$patch\":\"replace\"}]}");
    }

    @Test
    void nodeConditionsOfOthersStayAndOursThatEndedGo() {
        NodeStatus before = node().addNewCondition()
                .withType("NetworkUnavailable")
                .withStatus("False")
                .endCondition()
                .addNewCondition()
                .withType("SiteConnected")
                .withStatus("True")
                .endCondition()
                .build();
        NodeStatus after = node().addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build();
        assertThat(patches.node(before, after))
                .hasToString("{\"conditions\":[{\"status\":\"True\",\"type\":\"Ready\"},"
                        + "{\"type\":\"SiteConnected\",\"$patch\":\"delete\"}]}");
    }

    @Test
    void aResourceThatIsGoneIsTakenBackButAdvertisedOnesOfOthersStay() {
        NodeStatus before = node().addToCapacity("cpu", new Quantity("4"))
                .addToCapacity("hugepages-2Mi", new Quantity("0"))
                .addToCapacity("example.com/dongle", new Quantity("1"))
                .build();
        NodeStatus after = node().addToCapacity("cpu", new Quantity("8")).build();
        assertThat(patches.node(before, after)).hasToString("{\"capacity\":{\"cpu\":\"8\",\"hugepages-2Mi\":null}}");
    }

    private static PodStatusBuilder pod() {
        return new PodStatusBuilder();
    }

    private static NodeStatusBuilder node() {
        return new NodeStatusBuilder();
    }
}
