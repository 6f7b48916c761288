// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How the device writes: newer firmware may say more than this provider knows. Safe from any thread. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private Json() {}

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    static <T> T read(byte[] text, Class<T> type) throws JsonProcessingException {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException exception) {
            throw exception;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The field {@code error} of an object, or nothing. */
    static String error(byte[] text) {
        try {
            return MAPPER.readTree(text).path("error").asText("");
        } catch (IOException exception) {
            return "";
        }
    }
}
