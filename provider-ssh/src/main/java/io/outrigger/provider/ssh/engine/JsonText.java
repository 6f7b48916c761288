// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** Texts in JSON, for options of engines that take some. */
final class JsonText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonText() {}

    /** A list of one text. */
    static String list(String text) {
        try {
            return JSON.writeValueAsString(List.of(text));
        } catch (JsonProcessingException exception) {
            throw new IllegalStateException("a text cannot be written as JSON", exception);
        }
    }
}
