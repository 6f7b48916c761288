// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.stream.ClientConnection;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a request into a stream connection, with the handshakes and refusals of {@code apimachinery/httpstream} and
 * {@code wsstream}. Runs on the event loop of the request.
 */
final class Upgrade {

    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
    private static final String VERSION = "X-Stream-Protocol-Version";
    private static final String ACCEPTED = "X-Accepted-Stream-Protocol-Versions";
    private static final String WEB_SOCKET_PROTOCOL = "Sec-WebSocket-Protocol";

    private final HttpServerRequest request;
    private final Duration idleTimeout;

    Upgrade(HttpServerRequest request, Duration idleTimeout) {
        this.request = request;
        this.idleTimeout = idleTimeout;
    }

    /** Whether the client asks for a WebSocket; otherwise it must ask for SPDY. */
    boolean isWebSocket() {
        return asksFor("websocket");
    }

    /** The first of the client's protocols that is supported. */
    String spdyProtocol(List<String> supported) throws HttpRefusal {
        requireNoBody();
        var offered = offered(VERSION);
        if (offered.isEmpty()) {
            throw new HttpRefusal(400, "unable to upgrade: header " + VERSION + " does not exist in request\n");
        }
        var agreed = offered.stream().filter(supported::contains).findFirst();
        if (agreed.isEmpty()) {
            request.response().putHeader(ACCEPTED, supported);
            throw new HttpRefusal(403, disagreement(offered, supported));
        }
        if (!asksFor("spdy/3.1")) {
            throw new HttpRefusal(
                    400,
                    "unable to upgrade: missing upgrade headers in request: Connection "
                            + request.headers().getAll("Connection") + ", Upgrade "
                            + request.headers().getAll("Upgrade") + "\n");
        }
        return agreed.get();
    }

    /** The first of the client's sub-protocols that is supported; empty when it names none and that is supported. */
    String webSocketProtocol(List<String> supported) throws HttpRefusal {
        if (!request.method().name().equals("GET")) {
            throw new HttpRefusal(400, "unable to upgrade: a WebSocket is asked for with GET\n");
        }
        requireNoBody();
        var offered = offered(WEB_SOCKET_PROTOCOL);
        var candidates = offered.isEmpty() ? List.of("") : offered;
        return candidates.stream()
                .filter(supported::contains)
                .findFirst()
                .orElseThrow(() -> new HttpRefusal(403, disagreement(offered, supported)));
    }

    /** Answers 101 and hands over a connection of bytes. */
    void toSpdy(String protocol, Consumer<ClientConnection> begin, Runnable failed) {
        var kill = ConnectionTakeover.kill(request.connection());
        over(
                ConnectionTakeover.socket(request.connection()),
                socket -> {
                    var connection = ClientConnection.of(socket, kill, idleTimeout);
                    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                            + VERSION + ": " + protocol + "\r\n\r\n");
                    begin.accept(connection);
                },
                failed);
    }

    /** Answers 101 and hands over a connection of messages. */
    void toWebSocket(String protocol, BiConsumer<ClientConnection, ServerWebSocket> begin, Runnable failed) {
        // Vert.x would choose among the protocols of all routes.
        if (protocol.isEmpty()) {
            request.headers().remove(WEB_SOCKET_PROTOCOL);
        } else {
            request.headers().set(WEB_SOCKET_PROTOCOL, protocol);
        }
        var kill = ConnectionTakeover.kill(request.connection());
        over(
                request.toWebSocket(),
                socket -> begin.accept(ClientConnection.of(socket, kill, idleTimeout), socket),
                failed);
    }

    /** Whatever goes wrong, exactly one of the two happens. */
    private <T> void over(Future<T> upgraded, Consumer<T> begin, Runnable failed) {
        upgraded.onComplete(begin::accept, refused -> {
            LOG.atDebug().setCause(refused).log("a connection could not be upgraded");
            failed.run();
            // Vert.x answers some of the malformed requests, and leaves others hanging.
            if (!request.response().ended() && !request.response().closed()) {
                Answers.text(request.response(), 400, "unable to upgrade: the request is malformed\n");
            }
        });
    }

    /** It would have to be waited for, and be told from what is said after the upgrade. */
    private void requireNoBody() throws HttpRefusal {
        var length = request.getHeader("Content-Length");
        if (request.headers().contains("Transfer-Encoding") || length != null && !length.equals("0")) {
            throw new HttpRefusal(400, "unable to upgrade: the request has a body\n");
        }
    }

    private boolean asksFor(String protocol) {
        return tokens("Connection").contains("upgrade") && tokens("Upgrade").contains(protocol);
    }

    private List<String> tokens(String header) {
        return offered(header).stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The values of a header that may be repeated, hold a list, or both. */
    private List<String> offered(String header) {
        return request.headers().getAll(header).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static String disagreement(List<String> offered, List<String> supported) {
        return "unable to upgrade: unable to negotiate protocol: client supports [" + String.join(" ", offered)
                + "], server accepts [" + String.join(" ", supported) + "]\n";
    }
}
