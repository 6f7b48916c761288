// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReceivedStreamTest {

    private final FakeReading reading = new FakeReading();
    private final ReadGate gate = new ReadGate(reading, Runnable::run);
    private final ReceivedStream stream = new ReceivedStream(gate);

    @Test
    void piecesAreReadInTheirOrderAndThenTheEnd() throws Exception {
        stream.data(new byte[] {1, 2, 3});
        stream.data(new byte[0]);
        stream.data(new byte[] {4});
        stream.end();

        assertThat(stream.available()).isEqualTo(3);
        assertThat(stream.read()).isEqualTo(1);
        assertThat(stream.available()).isEqualTo(2);
        assertThat(stream.readAllBytes()).containsExactly(2, 3, 4);
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void aReaderWaitsForTheNextPiece() throws Exception {
        var read = CompletableFuture.supplyAsync(this::readOne);
        stream.data(new byte[] {7});

        assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo("7");
    }

    @Test
    void aReaderThatWaitsHearsThatTheClientHasGone() throws Exception {
        var read = CompletableFuture.supplyAsync(this::readOne);
        stream.fail(new IOException("the client has gone"));

        assertThat(read.get(5, TimeUnit.SECONDS)).contains("the client has gone");
    }

    @Test
    void aReaderThatWaitsCanBeInterruptedAndKnowsIt() throws Exception {
        var told = new AtomicReference<Throwable>();
        var thread = new Thread(() -> {
            try {
                stream.read();
            } catch (IOException stopped) {
                told.set(stopped);
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        thread.start();
        thread.interrupt();
        thread.join(5000);

        assertThat(told.get()).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void readingPausesWhenTooMuchWaitsAndGoesOnWhenHalfOfItIsTaken() throws Exception {
        stream.data(new byte[ReadGate.FULL - 1]);
        assertThat(reading.paused).isFalse();
        stream.data(new byte[1]);
        assertThat(reading.paused).isTrue();

        stream.readNBytes(ReadGate.FULL / 2 - 1);
        assertThat(reading.paused).isTrue();
        stream.read();
        assertThat(reading.paused).isFalse();
    }

    @Test
    void twoStreamsFillTheSameGate() {
        var other = new ReceivedStream(gate);
        stream.data(new byte[ReadGate.FULL / 2]);
        other.data(new byte[ReadGate.FULL / 2]);
        assertThat(reading.paused).isTrue();

        other.close();
        assertThat(reading.paused).isFalse();
    }

    @Test
    void whatComesAfterClosingIsThrownAwayAndHeldByNobody() {
        stream.data(new byte[ReadGate.FULL]);
        stream.close();
        assertThat(reading.paused).isFalse();

        stream.data(new byte[2 * ReadGate.FULL]);
        assertThat(reading.paused).isFalse();
        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("the stream is closed");
    }

    @Test
    void whileAnswersWaitNothingIsReadHoweverLittleIsHeld() {
        gate.owing(true);
        assertThat(reading.paused).isTrue();
        stream.data(new byte[ReadGate.FULL]);
        gate.owing(false);
        assertThat(reading.paused).isTrue();

        stream.close();
        assertThat(reading.paused).isFalse();
    }

    @Test
    void aGateThatWasOpenedForGoodStaysOpen() {
        stream.data(new byte[ReadGate.FULL]);
        gate.open();
        assertThat(reading.paused).isFalse();

        stream.data(new byte[ReadGate.FULL]);
        gate.owing(true);
        assertThat(reading.paused).isFalse();
    }

    private String readOne() {
        try {
            return String.valueOf(stream.read());
        } catch (IOException failed) {
            return String.valueOf(failed.getMessage());
        }
    }
}
