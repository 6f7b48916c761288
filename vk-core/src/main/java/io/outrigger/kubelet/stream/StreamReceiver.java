// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import java.io.IOException;

/** Takes what a client sends on one stream; called on the connection's event loop and must not block. */
public interface StreamReceiver {

    /** Takes the next piece, which is the receiver's from now on. */
    void data(byte[] piece);

    /** The client sends nothing more; said once at most. */
    void end();

    /** The connection is gone. */
    void fail(IOException cause);
}
