// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpdyCodecTest {

    private final SpdyCodec client = new SpdyCodec();
    private final SpdyCodec server = new SpdyCodec();
    private final List<Object> frames = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void theCompressionOfHeadersGoesOnFromFrameToFrame() throws Exception {
        for (int id = 1; id < 100; id += 2) {
            var syn = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
            syn.headers().set("streamtype", "data").set("port", String.valueOf(id));
            server.decode(client.encode(syn).getBytes(), frames::add);
        }

        assertThat(frames).hasSize(50).allSatisfy(each -> {
            var syn = (SpdySynStreamFrame) each;
            assertThat(syn.headers().getAsString("streamtype")).isEqualTo("data");
            assertThat(syn.headers().getAsString("port")).isEqualTo(String.valueOf(syn.streamId()));
        });
    }

    @Test
    void framesMayBeCutAnywhere() throws Exception {
        for (byte each : client.encode(new DefaultSpdyPingFrame(7)).getBytes()) {
            assertThat(frames).isEmpty();
            server.decode(new byte[] {each}, frames::add);
        }

        assertThat(frames).hasSize(1);
    }

    @Test
    void aLongDataFrameComesInPiecesBeforeItIsComplete() throws Exception {
        var head = ByteBuffer.allocate(8).putInt(1).putInt(0x01_FF_FF_FF).array();
        server.decode(head, frames::add);
        server.decode(new byte[100_000], frames::add);

        assertThat(frames).hasSize(6).allSatisfy(each -> {
            assertThat(((SpdyDataFrame) each).content().readableBytes()).isEqualTo(16 * 1024);
            assertThat(((SpdyDataFrame) each).isLast()).isFalse();
        });
        frames.forEach(each -> ((SpdyDataFrame) each).release());
    }

    @Test
    void headersThatAreTooLongAreCut() throws Exception {
        var syn = new DefaultSpdySynStreamFrame(1, 0, (byte) 0);
        syn.headers().set("streamtype", "x".repeat(20_000));
        server.decode(client.encode(syn).getBytes(), frames::add);

        assertThat(((SpdySynStreamFrame) frames.get(0)).isTruncated()).isTrue();
    }

    @Test
    void aHeaderBlockThatInflatesWithoutEndEndsTheConnection() {
        var bomb = HostileFrames.bomb(1, 50_000_000);

        assertThat(bomb.length).isLessThan(500_000);
        assertThatThrownBy(() -> server.decode(bomb, frames::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exceeds 131072 bytes");
        assertThat(frames).isEmpty();
    }

    @Test
    void whatIsNotSpdyEndsTheConnection() {
        assertThatThrownBy(() -> server.decode(
                        "\u0080GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                        frames::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not SPDY/3.1");
    }
}
