// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How a command ended, in the words from which kubectl reads the exit code ({@code cri-streaming/remotecommand/exec.go}).
 *
 * @param exitCode null when the command could not be run or followed to its end
 * @param failure null when it was
 */
record CommandStatus(@Nullable Integer exitCode, @Nullable String failure) {

    private static final int INTERNAL_ERROR = 500;

    static CommandStatus exited(int code) {
        return new CommandStatus(code, null);
    }

    static CommandStatus failed(String text) {
        return new CommandStatus(null, text);
    }

    private boolean succeeded() {
        return exitCode != null && exitCode == 0;
    }

    private String message() {
        return exitCode == null
                ? "Internal error occurred: " + failure
                : "command terminated with non-zero exit code: exit status " + exitCode;
    }

    /** The text of protocols before v4: nothing for a success. */
    String text() {
        return succeeded() ? "" : message();
    }

    /** The {@code v1.Status} of protocols since v4. */
    String json() {
        var status = JsonNodeFactory.instance.objectNode();
        status.putObject("metadata");
        status.put("status", succeeded() ? "Success" : "Failure");
        if (succeeded()) {
            return status.toString();
        }
        status.put("message", message());
        if (exitCode == null) {
            status.put("reason", "InternalError");
            cause(status).put("message", failure);
            status.put("code", INTERNAL_ERROR);
        } else {
            status.put("reason", "NonZeroExitCode");
            cause(status).put("reason", "ExitCode").put("message", String.valueOf(exitCode));
        }
        return status.toString();
    }

    private static ObjectNode cause(ObjectNode status) {
        return status.putObject("details").putArray("causes").addObject();
    }
}
