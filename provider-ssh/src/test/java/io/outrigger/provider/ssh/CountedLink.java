// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.Link;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Counts what a link is asked for: commands, on their own or served, and the bytes of all words and answers. */
final class CountedLink {

    final AtomicInteger commands = new AtomicInteger();
    final AtomicLong bytes = new AtomicLong();
    final Link link;

    CountedLink(Link counted) {
        link = (Link) Proxy.newProxyInstance(
                Link.class.getClassLoader(),
                new Class<?>[] {Link.class},
                (proxy, method, arguments) -> counted(counted, method, arguments == null ? new Object[0] : arguments));
    }

    private Object counted(Link counted, Method method, Object[] arguments) throws Throwable {
        if (List.of("run", "start").contains(method.getName())) {
            commands.incrementAndGet();
        }
        Object answer;
        try {
            answer = method.invoke(counted, arguments);
        } catch (InvocationTargetException exception) {
            throw exception.getCause();
        }
        if (answer instanceof HostProcess process && method.getName().equals("startWithClaim")) {
            answer = new CountedProcess(process);
        }
        Stream<?> words = Arrays.stream(arguments)
                .flatMap(word -> word instanceof List<?> several ? several.stream() : Stream.of(word));
        Stream<?> said = answer instanceof CommandOutput output
                ? Stream.of(output.output(), output.error())
                : Stream.of(String.valueOf(answer));
        bytes.addAndGet(Stream.concat(words, said).mapToLong(CountedLink::size).sum());
        return answer;
    }

    private static long size(Object word) {
        return word.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** What goes through a supervisor that serves: each request is sent in one piece. */
    private final class CountedProcess implements HostProcess {

        private final HostProcess process;

        CountedProcess(HostProcess process) {
            this.process = process;
        }

        @Override
        public OutputStream input() {
            return new FilterOutputStream(process.input()) {
                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    commands.incrementAndGet();
                    bytes.addAndGet(length);
                    out.write(buffer, offset, length);
                }
            };
        }

        @Override
        public InputStream output() {
            return new FilterInputStream(process.output()) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int count = super.read(buffer, offset, length);
                    bytes.addAndGet(Math.max(0, count));
                    return count;
                }
            };
        }

        @Override
        public InputStream error() {
            return process.error();
        }

        @Override
        public int await() throws IOException, InterruptedException {
            return process.await();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
