// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class LateSiteTest {

    private final Deque<LateSite.Opener> tries = new ArrayDeque<>();
    private final FakeSite provided = new FakeSite();
    private final LateSite site = new LateSite("edge-1", () -> tries.pop().open());

    @Test
    void aSiteThatOpensAtOnceIsStartedWithTheFirstQuestionAndNotBefore() throws ProviderException {
        tries.add(() -> provided);
        site.open();
        site.start(noPods());
        assertThatThrownBy(provided::listener).hasMessageContaining("not started");

        assertThat(site.node()).isEqualTo(provided.node);
        assertThat(provided.listener()).isNotNull();
        assertThat(site.list()).isEmpty();
        assertThat(site.refusal()).isEmpty();
    }

    @Test
    void untilItIsThereTheSiteIsAway() {
        assertThatThrownBy(site::list)
                .hasMessageContaining("edge-1")
                .extracting(thrown -> ((ProviderException) thrown).kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(site.logs()).isEmpty();
    }

    @Test
    void whatFailedToOpenIsTriedAgainWithEveryQuestion() throws ProviderException {
        tries.add(() -> {
            throw new StackOverflowError();
        });
        tries.add(() -> {
            throw new ProviderException(Kind.UNREACHABLE, "the broker is away");
        });
        tries.add(() -> provided);
        site.open();
        site.start(noPods());
        assertThat(site.refusal())
                .get()
                .extracting(ProviderException::getMessage)
                .asString()
                .contains("edge-1", "open failed unexpectedly", "StackOverflowError");

        assertThatThrownBy(site::node).hasMessage("the broker is away");
        assertThat(site.node()).isEqualTo(provided.node);
    }

    @Test
    void whatFailedToStartIsClosedAndOpenedAnew() throws ProviderException {
        var broken = new FakeSite();
        broken.failure = new ProviderException(Kind.INVALID_CONFIG, "cannot be watched");
        tries.add(() -> broken);
        tries.add(() -> provided);
        site.open();
        site.start(noPods());

        assertThatThrownBy(site::node).hasMessage("cannot be watched");
        assertThat(broken.closed).isTrue();
        assertThat(site.node()).isEqualTo(provided.node);
    }

    @Test
    void whatIsOpenedAfterTheCloseIsClosedAtOnce() {
        tries.add(() -> provided);
        site.start(noPods());
        site.close();

        assertThatThrownBy(site::node).hasMessageContaining("closed");
        assertThat(provided.closed).isTrue();
    }

    @Test
    void whatIsClosedWhileItStartsIsClosedAgainWhenItHasStarted() {
        tries.add(() -> provided);
        provided.onStart = () -> {
            site.close();
            // What the start goes on to make was not there yet.
            provided.closed = false;
        };
        site.open();
        site.start(noPods());

        assertThatThrownBy(site::node).hasMessageContaining("closed");
        assertThat(provided.closed).isTrue();
    }

    private static PodListener noPods() {
        return new PodListener() {
            @Override
            public void changed(ObservedPod pod) {
                throw new AssertionError("nothing is reported here: " + pod);
            }

            @Override
            public void removed(PodRef pod) {
                throw new AssertionError("nothing is reported here: " + pod);
            }

            @Override
            public void gap() {
                throw new AssertionError("nothing is reported here");
            }
        };
    }
}
