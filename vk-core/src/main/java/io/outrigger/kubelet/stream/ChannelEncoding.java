// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

/** How a message names its channel ({@code wsstream} of the API server). */
public enum ChannelEncoding {
    /** Binary messages; the first byte is the channel. */
    BINARY,
    /** Text messages; the first character is the channel's digit, the rest is base64. */
    BASE64
}
