// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Asks a gRPC server for its health: {@code grpc.health.v1.Health/Check}, by the rules of {@code pkg/probe/grpc}. */
final class GrpcCheck implements AutoCloseable {

    private static final MediaType GRPC = MediaType.get("application/grpc");
    private static final int UNIMPLEMENTED = 12;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int FRAME_HEADER = 5;
    private static final int SERVING = 1;

    private final Network network;
    private final OkHttpClient client;

    GrpcCheck(Network network) {
        this.network = network;
        this.client = HttpClients.speaking(Protocol.H2_PRIOR_KNOWLEDGE);
    }

    Answer run(Target target, Action.Grpc grpc, Duration limit) throws InterruptedException {
        String host = target.address();
        String address = GoErrors.address(host, grpc.port());
        Request request = new Request.Builder()
                .url(new HttpUrl.Builder()
                        .scheme("http")
                        .host(host)
                        .port(grpc.port())
                        .addPathSegments("grpc.health.v1.Health/Check")
                        .build())
                .header("te", "trailers")
                .header("user-agent", "kube-probe/1.36")
                .post(RequestBody.create(frame(grpc.service()), GRPC))
                .build();
        OkHttpClient own = HttpClients.of(client, network, target, limit);
        try {
            return HttpClients.ask(own, request, limit, response -> answer(response, limit));
        } catch (BarredException exception) {
            return Answer.unknown(String.valueOf(exception.getMessage()));
        } catch (ConnectException exception) {
            return Answer.failure("error: failed to connect service at \"" + address + "\": "
                    + GoErrors.dial(host, grpc.port()) + ": connect: connection refused");
        } catch (InterruptedIOException exception) {
            return Answer.failure("timeout: failed to connect service \"" + address + "\" within "
                    + GoErrors.duration(limit) + ": context deadline exceeded");
        } catch (IOException exception) {
            return Answer.failure("error: health rpc failed: " + GoErrors.cause(exception));
        }
    }

    private static Answer answer(Response response, Duration limit) throws IOException {
        byte[] message;
        try (InputStream body = response.body().byteStream()) {
            message = body.readNBytes(KeptText.LIMIT);
            if (body.read() >= 0) {
                return Answer.failure(
                        "error: health rpc failed: the answer is longer than " + KeptText.LIMIT + " bytes");
            }
        }
        if (response.code() != 200) {
            return Answer.failure("error: health rpc failed: unexpected HTTP status code " + response.code());
        }
        boolean brief = response.header("grpc-status") != null;
        Headers last = brief ? response.headers() : response.trailers();
        String status = last.get("grpc-status");
        String detail = KeptText.start(last.get("grpc-message"));
        return switch (number(status)) {
            case 0 -> health(message);
            case UNIMPLEMENTED ->
                Answer.failure(
                        "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                                + detail);
            case DEADLINE_EXCEEDED ->
                Answer.failure("timeout: health rpc did not complete within " + GoErrors.duration(limit));
            default -> Answer.failure("error: health rpc failed: code = " + number(status) + " desc = " + detail);
        };
    }

    /** Reads field 1, the status, of the one message. */
    private static Answer health(byte[] frame) {
        int status = 0;
        if (frame.length >= FRAME_HEADER + 2 && frame[FRAME_HEADER] == 0x08) {
            status = frame[FRAME_HEADER + 1];
        }
        if (status == SERVING) {
            return Answer.success("service healthy");
        }
        String word = switch (status) {
            case 0 -> "UNKNOWN";
            case 2 -> "NOT_SERVING";
            case 3 -> "SERVICE_UNKNOWN";
            default -> Integer.toString(status);
        };
        return Answer.failure("service unhealthy (responded with \"" + word + "\")");
    }

    /** A message of one text, the service, with the length before it. */
    private static byte[] frame(String service) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] text = service.getBytes(StandardCharsets.UTF_8);
        if (text.length > 0) {
            message.write(0x0a);
            int left = text.length;
            while (left > 0x7f) {
                message.write(left & 0x7f | 0x80);
                left >>>= 7;
            }
            message.write(left);
            message.writeBytes(text);
        }
        return ByteBuffer.allocate(FRAME_HEADER + message.size())
                .put((byte) 0)
                .putInt(message.size())
                .put(message.toByteArray())
                .array();
    }

    private static int number(@Nullable String status) {
        try {
            return status == null ? 2 : Integer.parseInt(status);
        } catch (NumberFormatException exception) {
            // What is no number means "unknown" in gRPC.
            return 2;
        }
    }

    /** Ends what is being asked. */
    @Override
    public void close() {
        client.dispatcher().cancelAll();
    }
}
