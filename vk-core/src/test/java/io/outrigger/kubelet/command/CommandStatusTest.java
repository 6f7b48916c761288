// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandStatusTest {

    @Test
    void aSuccessIsAStatusAndNoText() {
        var success = CommandStatus.exited(0);

        assertThat(success.json()).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
        assertThat(success.text()).isEmpty();
    }

    @Test
    void anExitCodeIsACauseOfItsOwn() {
        var failure = CommandStatus.exited(137);

        assertThat(failure.json())
                .isEqualTo("{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero exit"
                        + " code: exit status 137\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                        + "[{\"reason\":\"ExitCode\",\"message\":\"137\"}]}}");
        assertThat(failure.text()).isEqualTo("command terminated with non-zero exit code: exit status 137");
    }

    @Test
    void whatCouldNotBeRunIsAnInternalError() {
        var failure = CommandStatus.failed("error executing command in container: no \"such\" file");

        assertThat(failure.json())
                .isEqualTo("{\"metadata\":{},\"status\":\"Failure\",\"message\":\"Internal error occurred: error"
                        + " executing command in container: no \\\"such\\\" file\",\"reason\":\"InternalError\","
                        + "\"details\":{\"causes\":[{\"message\":\"error executing command in container: no"
                        + " \\\"such\\\" file\"}]},\"code\":500}");
    }
}
