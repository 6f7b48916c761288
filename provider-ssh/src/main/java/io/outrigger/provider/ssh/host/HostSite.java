// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One host as a site: says what should run, and reads what does from the supervisor's files. */
public final class HostSite implements Site {

    private static final Logger LOG = LoggerFactory.getLogger(HostSite.class);

    private static final Duration LONGEST_BEGIN = Duration.ofSeconds(10);

    private final HostOptions options;
    private final ProviderContext context;
    private final HostHome home;
    private final Supervisor supervisor;
    private final PodRuntime runtime;
    private final PodFiles files;
    private final HostStreams streams;
    private final Damage damage;
    private final PodLives lives;
    private final HostFacts facts;
    private final KeyedLocks locks = new KeyedLocks();
    private final Reports reports = new Reports();
    private volatile @Nullable NoticeReader notices;

    /**
     * @param options the site's settings
     * @param link the way to the host; closed with the site
     * @param runtime how containers are run
     * @param context what the core lends
     */
    public HostSite(HostOptions options, Link link, PodRuntime runtime, ProviderContext context) {
        this.options = options;
        this.context = context;
        this.runtime = runtime;
        HostPaths paths = new HostPaths(options.directory(), context.clusterId(), options.site());
        this.home = new HostHome(options, link, paths, context.holder(), runtime.wanted(), this::returned);
        this.supervisor = new Supervisor(home, context.threads());
        this.files = new PodFiles(home, runtime);
        this.streams = new HostStreams(home, supervisor, context);
        this.damage = new Damage(options.site(), home, supervisor);
        this.lives = new PodLives(home, supervisor, streams, reports, context);
        this.facts = new HostFacts(options, home, supervisor, context.clock());
    }

    @Override
    public void start(PodListener pods) throws ProviderException {
        reports.begin(pods);
        boolean away = false;
        try {
            home.ready();
        } catch (ProviderException exception) {
            if (exception.kind() != ProviderException.Kind.UNREACHABLE) {
                throw exception;
            }
            away = true;
            LOG.atWarn().addKeyValue("site", options.site()).log("Site is away: {}", exception.getMessage());
        }
        NoticeReader reader = new NoticeReader(home, new Notices());
        notices = reader;
        Thread thread = context.threads().newThread(reader);
        thread.setName("notices-" + options.site());
        thread.start();
        if (!away) {
            reader.awaitBegin(LONGEST_BEGIN);
        }
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        PodIdentity.check(pod);
        home.opened();
        runtime.check(pod, files.abilities());
        String uid = pod.ref().uid();
        ReentrantLock lock = locks.of(uid);
        lock.lock();
        try {
            Optional<PodReport> report = supervisor.report(uid);
            if (report.isEmpty()) {
                lives.begins(uid);
                files.create(pod);
                reports.accepted(pod.ref());
                supervisor.start(uid);
                runtime.warnings(pod, files.abilities()).forEach(warning -> reports.happened(pod.ref(), warning));
            } else if (!report.get().stopping()) {
                bringUpToDate(pod, report.get());
            }
        } finally {
            lock.unlock();
        }
    }

    private void bringUpToDate(DesiredPod pod, PodReport report) throws ProviderException {
        PodRecord record = report.record();
        List<String> damaged = new ArrayList<>(report.damaged());
        if (record != null) {
            damaged.addAll(files.damaged(record));
        }
        boolean same = record != null && record.hash().equals(pod.hash()) && damaged.isEmpty();
        if (!same) {
            damage.tell(report.uid(), damaged);
            PodFiles.Replaced replaced = files.replace(pod, report);
            for (String container : replaced.restarted()) {
                killing(pod.ref(), container, "definition changed, will be restarted");
                supervisor.restart(pod.ref().uid(), container, options.restartGrace(pod));
            }
            resize(pod, report, replaced.resized());
            files.commit(pod, replaced);
        }
        if (!same || !report.supervised()) {
            supervisor.start(pod.ref().uid());
        }
    }

    /** A container whose policy wants another start for it gets them with that. */
    private void resize(DesiredPod pod, PodReport report, List<String> resized) throws ProviderException {
        String uid = pod.ref().uid();
        for (String container : resized) {
            if (Resizing.restarts(pod, report.container(container))) {
                killing(pod.ref(), container, "resize requires restart");
                supervisor.restart(uid, container, options.restartGrace(pod));
            } else {
                supervisor.resize(uid, container);
            }
        }
    }

    private void killing(PodRef pod, String container, String why) {
        String message = "Container " + container + " " + why;
        reports.happened(pod, new ContainerEvent(container, ContainerEvent.Severity.NORMAL, "Killing", message));
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        if (!PodIdentity.valid(pod.uid())) {
            return;
        }
        home.opened();
        ReentrantLock lock = locks.of(pod.uid());
        lock.lock();
        try {
            if (!files.exists(pod.uid())) {
                // It may be all that is away.
                home.ready();
                lives.gone(pod.uid());
                return;
            }
            if (!grace.isZero() && !grace.isNegative()) {
                supervisor.stop(pod.uid(), grace);
                return;
            }
            lives.gone(pod.uid());
            supervisor.destroy(pod.uid());
        } finally {
            lock.unlock();
        }
        reports.removed(pod);
        // A report that was read before may have come in between.
        lives.gone(pod.uid());
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        List<ObservedPod> pods = new ArrayList<>();
        List<PodReport> reports = supervisor.list();
        reports.forEach(this::revive);
        for (PodReport report : damage.settled(reports)) {
            observe(report).ifPresent(pods::add);
        }
        return pods;
    }

    /** A supervisor that was killed is started again and adopts what runs. */
    private void revive(PodReport report) {
        if (report.supervised()) {
            return;
        }
        ReentrantLock lock = locks.of(report.uid());
        lock.lock();
        try {
            // It may have been deleted since the report was read.
            if (files.exists(report.uid())) {
                supervisor.start(report.uid());
            }
        } catch (ProviderException exception) {
            LOG.atWarn()
                    .addKeyValue("site", options.site())
                    .addKeyValue("uid", report.uid())
                    .setCause(exception)
                    .log("A pod without supervisor could not be given one");
        } finally {
            lock.unlock();
        }
    }

    private Optional<ObservedPod> observe(PodReport report) {
        damage.tell(report);
        return report.knownRecord().or(() -> damage.recordOf(report.uid())).map(record -> {
            lives.seen(record, report);
            return PodObservation.of(record, report);
        });
    }

    @Override
    public ObservedNode node() throws ProviderException {
        return facts.current();
    }

    @Override
    public Optional<ContainerLogs> logs() {
        return Optional.of(new HostLogs(home, supervisor));
    }

    @Override
    public Optional<ContainerExec> exec() {
        return Optional.of(streams.exec());
    }

    @Override
    public Optional<ContainerAttach> attach() {
        return Optional.of(streams.attach());
    }

    @Override
    public Optional<PortForward> portForward() {
        return Optional.of(streams.ports());
    }

    @Override
    public Optional<SiteStatistics> stats() {
        return Optional.of(streams.statistics());
    }

    @Override
    public void close() {
        lives.close();
        streams.close();
        reports.end();
        NoticeReader reader = notices;
        if (reader != null) {
            reader.close();
        }
        supervisor.close();
        home.close();
        home.link().close();
    }

    /** The watch may have been on what is no longer there; beginning it anew tells of the gap, on its own thread. */
    private void returned() {
        facts.forget();
        NoticeReader reader = notices;
        if (reader != null) {
            reader.reopen();
        }
    }

    private final class Notices implements NoticeReader.Notices {

        @Override
        public void changed(Set<String> uids) throws ProviderException {
            for (PodReport report : supervisor.report(uids)) {
                // The supervisor tells again when it has written a damaged state anew.
                if (!report.stateDamaged()) {
                    observe(report).ifPresent(reports::changed);
                }
            }
        }

        @Override
        public void gap() throws ProviderException {
            supervisor.list().forEach(HostSite.this::revive);
            reports.gap();
        }
    }
}
