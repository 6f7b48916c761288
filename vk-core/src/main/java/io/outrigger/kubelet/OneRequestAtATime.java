// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client asks again before it was answered. Vert.x would stop reading until the answer has ended,
 * and who does not read does not notice that the client of an endless log has gone. Clients of a kubelet never do this.
 * Runs on the event loop of its connection.
 */
final class OneRequestAtATime extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(OneRequestAtATime.class);

    private final BooleanSupplier answering;

    /** @param answering whether an answer is owed */
    OneRequestAtATime(BooleanSupplier answering) {
        this.answering = answering;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do after it
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && answering.getAsBoolean()) {
            ReferenceCountUtil.release(message);
            LOG.atDebug()
                    .addKeyValue("address", context.channel().remoteAddress())
                    .log("a second request came before the first was answered");
            context.close();
            return;
        }
        context.fireChannelRead(message);
    }
}
