// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a pod whose files were damaged, by a power cut or a hand: it is told which file of which site it is,
 * nobody is stopped or started for it, and what other files know is used until the next apply writes it again.
 */
final class Damage {

    private static final Logger LOG = LoggerFactory.getLogger(Damage.class);
    private static final int ATTEMPTS = 30;
    private static final long PAUSE_MILLIS = 100;
    private static final int MAXIMUM_PLAN = 1 << 20;

    private final String site;
    private final HostHome home;
    private final Supervisor supervisor;

    Damage(String site, HostHome home, Supervisor supervisor) {
        this.site = site;
        this.home = home;
        this.supervisor = supervisor;
    }

    void tell(PodReport report) {
        tell(report.uid(), report.damaged());
    }

    void tell(String uid, List<String> files) {
        for (String file : files) {
            LOG.atWarn()
                    .addKeyValue("site", site)
                    .addKeyValue("uid", uid)
                    .addKeyValue("file", home.paths().pod(uid) + "/" + file)
                    .log("A state file is damaged; processes go on, and the next apply of the pod writes it again");
        }
    }

    /** The reports again, when the supervisors, which were started for them, have written damaged states anew. */
    List<PodReport> settled(List<PodReport> reports) throws ProviderException {
        Map<String, PodReport> latest = new LinkedHashMap<>();
        reports.forEach(report -> latest.put(report.uid(), report));
        reports.stream().filter(PodReport::stateDamaged).forEach(this::tell);
        List<String> damaged = withDamagedState(reports);
        for (int attempt = 0; !damaged.isEmpty() && attempt < ATTEMPTS; attempt++) {
            pause();
            // All at once: however many are damaged, the wait is one wait. Who is gone meanwhile is not asked again.
            List<PodReport> next = supervisor.report(damaged);
            next.forEach(report -> latest.put(report.uid(), report));
            damaged = withDamagedState(next);
        }
        return List.copyOf(latest.values());
    }

    private static List<String> withDamagedState(List<PodReport> reports) {
        return reports.stream()
                .filter(PodReport::stateDamaged)
                .map(PodReport::uid)
                .toList();
    }

    private void pause() throws ProviderException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new ProviderException(
                    ProviderException.Kind.UNREACHABLE, "site " + site + ": interrupted while listing pods", exception);
        }
    }

    /** What the plan knows of a pod whose record is damaged; empty when it is damaged too. */
    Optional<PodRecord> recordOf(String uid) {
        Link link = home.link();
        String plan = home.paths().pod(uid) + "/plan";
        try {
            if (link.isFile(plan)) {
                return PlanRecord.parse(uid, read(link, plan), link.addresses());
            }
        } catch (IOException exception) {
            LOG.atWarn()
                    .addKeyValue("site", site)
                    .addKeyValue("uid", uid)
                    .setCause(exception)
                    .log("Neither record nor plan of a pod can be read; it is not listed until it is applied again");
        }
        return Optional.empty();
    }

    private static String read(Link link, String plan) throws IOException {
        try (SeekableByteChannel channel = link.open(plan)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(MAXIMUM_PLAN, channel.size()));
            while (content.hasRemaining() && channel.read(content) > 0) {
                // One read usually fills it.
            }
            return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        }
    }
}
