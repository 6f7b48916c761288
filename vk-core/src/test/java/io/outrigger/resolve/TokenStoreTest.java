// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.kube.KubeException;
import io.outrigger.kube.TokenRequests.Token;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenStoreTest {

    private static final PodRef POD = new PodRef("edge", "p", "uid-1");

    private final Cluster cluster = new Cluster();
    private final TokenStore store = new TokenStore(cluster, cluster.clock());

    @Test
    void a_fresh_token_is_kept_and_an_old_one_renewed() throws Exception {
        var first = store.token(POD, "sa", null, 3600);
        Instant begin = cluster.now;

        cluster.now = first.refresh().minusMillis(1);
        assertThat(store.token(POD, "sa", null, 3600).token()).isEqualTo(first.token());
        cluster.now = first.refresh();
        assertThat(store.token(POD, "sa", null, 3600).token().value()).isEqualTo("token-2");

        assertThat(first.refresh())
                .isBetween(begin.plusSeconds(3600 * 8 / 10 * 9 / 10), begin.plusSeconds(3600 * 8 / 10));
    }

    @Test
    void a_token_with_a_long_life_is_renewed_within_a_day() throws Exception {
        var held = store.token(POD, "sa", null, Duration.ofDays(365).toSeconds());

        assertThat(held.refresh())
                .isBetween(cluster.now.plus(Duration.ofMinutes(1295)), cluster.now.plus(Duration.ofHours(24)));
    }

    @Test
    void pods_that_begin_together_do_not_renew_together_but_the_tokens_of_one_pod_do() throws Exception {
        Instant one = store.token(POD, "sa", null, 3600).refresh();
        Instant same = store.token(POD, "sa", "vault", 3600).refresh();
        Instant other =
                store.token(new PodRef("edge", "q", "uid-2"), "sa", null, 3600).refresh();

        assertThat(same).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void tokens_for_different_purposes_are_different() throws Exception {
        store.token(POD, "sa", null, 3600);
        store.token(POD, "sa", "vault", 3600);
        store.token(POD, "sa", null, 7200);
        store.token(POD, "other", null, 3600);
        store.token(POD, "sa", null, 3600);

        assertThat(cluster.tokenRequests).hasSize(4);
    }

    @Test
    void while_the_api_server_is_away_an_old_token_is_kept_until_it_expires() throws Exception {
        var first = store.token(POD, "sa", null, 3600);
        cluster.tokensFail = true;

        cluster.now = first.refresh().plusSeconds(1);
        var kept = store.token(POD, "sa", null, 3600);
        assertThat(kept.token()).isEqualTo(first.token());
        assertThat(kept.refresh()).isEqualTo(cluster.now.plusSeconds(60));
        store.token(POD, "sa", null, 3600);
        assertThat(cluster.tokenRequests).hasSize(2);

        cluster.now = first.token().expires();
        assertThatThrownBy(() -> store.token(POD, "sa", null, 3600)).isInstanceOf(KubeException.class);
    }

    @Test
    void a_clock_that_runs_ahead_of_the_api_servers_does_not_ask_in_a_loop() throws Exception {
        var store = new TokenStore(
                (pod, account, audience, seconds) -> {
                    cluster.tokenRequests.add(account);
                    return new Token("t", cluster.now.minusSeconds(10));
                },
                cluster.clock());

        store.token(POD, "sa", null, 600);
        store.token(POD, "sa", null, 600);

        assertThat(cluster.tokenRequests).hasSize(1);
    }

    @Test
    void forgotten_tokens_are_requested_again() throws Exception {
        store.token(POD, "sa", null, 3600);
        store.forget(POD);
        store.token(POD, "sa", null, 3600);

        assertThat(cluster.tokenRequests).hasSize(2);
    }
}
