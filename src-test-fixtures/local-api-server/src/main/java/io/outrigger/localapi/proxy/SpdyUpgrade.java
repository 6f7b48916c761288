// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A POST that asks a kubelet for SPDY, as an API server sends it. It is written by hand because Vert.x' HTTP client gives
 * the socket away after CONNECT and GET only.
 */
final class SpdyUpgrade {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
    private static final int SWITCHING = 101;

    /**
     * The kubelet's answer.
     *
     * @param rest what followed the head: the first bytes of the stream, or the text of a refusal
     */
    record Answer(int status, NetSocket socket, Buffer rest) {}

    private final NetSocket socket;
    private final Promise<Answer> answer = Promise.promise();
    private final Buffer received = Buffer.buffer();

    private SpdyUpgrade(NetSocket socket) {
        this.socket = socket;
    }

    /** Sends the request; completes once the kubelet has agreed, with the socket paused, or has refused in full. */
    static Future<Answer> send(NetClient client, Kubelet kubelet, String uri, String protocol) {
        return client.connect(kubelet.port(), kubelet.host()).compose(socket -> {
            SpdyUpgrade upgrade = new SpdyUpgrade(socket);
            socket.handler(upgrade::received);
            socket.closeHandler(closed -> upgrade.answer.tryFail("the kubelet closed the connection"));
            String head = "POST " + uri + " HTTP/1.1\r\nHost: " + kubelet.host() + ":" + kubelet.port()
                    + "\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: " + protocol
                    + "\r\nContent-Length: 0" + END_OF_HEAD;
            return socket.write(head).compose(written -> upgrade.answer.future());
        });
    }

    private void received(Buffer bytes) {
        received.appendBuffer(bytes);
        String text = received.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END_OF_HEAD);
        if (end < 0) {
            return;
        }
        String head = text.substring(0, end);
        Buffer rest = received.getBuffer(end + END_OF_HEAD.length(), received.length());
        Matcher status = STATUS.matcher(head);
        int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
        Matcher length = LENGTH.matcher(head);
        if (code == SWITCHING) {
            socket.pause();
            answer.tryComplete(new Answer(code, socket, rest));
        } else if (!length.find() || rest.length() >= Integer.parseInt(length.group(1))) {
            answer.tryComplete(new Answer(code, socket, rest));
            socket.close();
        }
    }
}
