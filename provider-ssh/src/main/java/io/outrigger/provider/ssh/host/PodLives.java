// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.action.ActionThreads;
import io.outrigger.provider.ssh.action.Answer;
import io.outrigger.provider.ssh.action.HostActions;
import io.outrigger.provider.ssh.action.Instance;
import io.outrigger.provider.ssh.action.Target;
import io.outrigger.provider.ssh.hook.HookKind;
import io.outrigger.provider.ssh.hook.Hooks;
import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.provider.ssh.probe.Change;
import io.outrigger.provider.ssh.probe.ProbeSettings;
import io.outrigger.provider.ssh.probe.Prober;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerEvent.Severity;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this program does for containers while they run: probes and hooks, and events of their images before. It sees every
 * report of the supervisor and begins what is due; what comes of it is written down on the host, where the supervisor acts
 * on it, and comes back with the next report. After a restart of this program, probes go on from there with counts of their
 * own, and a hook whose end was not written down runs again. Called by the site from any thread; does not block.
 */
final class PodLives implements Prober.Owner, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodLives.class);

    private final Supervisor supervisor;
    private final Reports reports;
    private final HostActions actions;
    private final ActionThreads threads;
    private final Prober prober;
    private final Hooks hooks;
    private final PullEvents pulls;
    private final PodWarnings warnings;

    PodLives(HostHome home, Supervisor supervisor, HostStreams streams, Reports reports, ProviderContext context) {
        this.supervisor = supervisor;
        this.reports = reports;
        this.actions = new HostActions(streams.network(), streams.commands(), home::reachable, context.threads());
        this.threads = new ActionThreads(context.threads());
        this.prober = new Prober(actions, this, threads, context.clock(), new Random());
        this.hooks = new Hooks(actions, threads, context.threads());
        this.pulls = new PullEvents(reports);
        this.warnings = new PodWarnings(reports);
    }

    /** A pod is about to be started for the first time. */
    void begins(String uid) {
        gone(uid);
        pulls.begins(uid);
    }

    /** A report has come: what runs is looked after, what does not is left. */
    void seen(PodRecord record, PodReport report) {
        pulls.seen(record, report);
        warnings.seen(record, report);
        for (ContainerRecord container : record.containers()) {
            ContainerLife life = container.life();
            if (life == null || life.empty()) {
                continue;
            }
            ContainerReport found = report.container(container.name());
            Target target = new Target(record.ref(), container.name(), address(report));
            if (found.phase() == ContainerReport.Phase.RUNNING && found.processAlive()) {
                running(new Instance(target, found.instance()), life, found, report.stopping());
            } else {
                Instance ended = new Instance(target, found.lastEnded());
                prober.forget(ended);
                hooks.forget(ended);
            }
        }
        if (reports.forgot(record.uid())) {
            // The report was read before the pod was deleted, and nobody else would end what it has begun.
            gone(record.uid());
        }
    }

    /** Where the ports of a pod are reached from its host: in its sandbox, or on the host itself. */
    private static String address(PodReport report) {
        return report.addresses().isEmpty() ? "localhost" : report.addresses().get(0);
    }

    private void running(Instance instance, ContainerLife life, ContainerReport report, boolean stopping) {
        boolean asked = report.state().getOrDefault("ending", "").equals("hook");
        if (stopping || asked) {
            prober.ending(instance.uid(), instance.container());
        }
        if (asked) {
            if (!report.marked("prestop")) {
                life.hook(HookKind.PRE_STOP)
                        .ifPresent(hook ->
                                hooks.run(instance, HookKind.PRE_STOP, hook, answer -> mayStop(instance, answer)));
            }
            return;
        }
        Optional<Action> first = life.hook(HookKind.POST_START);
        if (first.isPresent() && !report.noted("poststart") && !stopping) {
            hooks.run(instance, HookKind.POST_START, first.get(), answer -> hasStarted(instance, life, answer));
        } else if (first.isEmpty() || report.marked("poststart")) {
            prober.follow(instance, life.probes(), life.standing(report));
            if (stopping) {
                prober.ending(instance.uid(), instance.container());
            }
        }
    }

    private void hasStarted(Instance instance, ContainerLife life, Answer answer) {
        try {
            if (!well(answer)) {
                tell(instance, Severity.WARNING, "FailedPostStartHook", "PostStartHook failed");
                Duration grace = Duration.ofSeconds(life.graceSeconds());
                supervisor.fail(instance.uid(), instance.container(), instance.number(), grace);
                tell(instance, Severity.NORMAL, "Killing", "FailedPostStartHook");
            }
            mark(instance, "poststart", well(answer) ? "yes" : "no");
        } catch (ProviderException exception) {
            waits(instance, exception);
        }
    }

    private void mayStop(Instance instance, Answer answer) {
        if (!well(answer)) {
            tell(instance, Severity.WARNING, "FailedPreStopHook", "PreStopHook failed");
        }
        try {
            mark(instance, "prestop", "yes");
        } catch (ProviderException exception) {
            waits(instance, exception);
        }
    }

    @Override
    public void change(Instance instance, Change change, ProbeSettings probe) throws ProviderException {
        switch (change) {
            case STARTED -> mark(instance, "started", "yes");
            case READY -> mark(instance, "ready", "yes");
            case UNREADY -> mark(instance, "ready", "no");
            case KILL -> {
                supervisor.fail(instance.uid(), instance.container(), instance.number(), probe.grace());
                tell(
                        instance,
                        Severity.NORMAL,
                        "Killing",
                        "Container " + instance.container() + " failed "
                                + probe.kind().word().toLowerCase(Locale.ROOT) + " probe"
                                + (probe.restarts() ? ", will be restarted" : ""));
            }
        }
    }

    private void mark(Instance instance, String word, String value) throws ProviderException {
        supervisor.mark(instance.uid(), instance.container(), instance.number(), word, value);
    }

    @Override
    public void warn(Instance instance, String reason, String message) {
        tell(instance, Severity.WARNING, reason, message);
    }

    private void tell(Instance instance, Severity severity, String reason, String message) {
        reports.happened(instance.target().pod(), new ContainerEvent(instance.container(), severity, reason, message));
    }

    private static void waits(Instance instance, ProviderException exception) {
        LOG.atInfo()
                .addKeyValue("pod", instance.target().pod())
                .addKeyValue("container", instance.container())
                .log("What a hook has come to is told later: {}", exception.getMessage());
    }

    private static boolean well(Answer answer) {
        return answer.kind() == Answer.Kind.SUCCESS || answer.kind() == Answer.Kind.WARNING;
    }

    /** A pod is gone: nothing is asked of it any more. */
    void gone(String uid) {
        prober.forget(uid);
        hooks.forget(uid);
        pulls.gone(uid);
        warnings.forget(uid);
    }

    /** Ends probes and hooks; containers go on. */
    @Override
    public void close() {
        prober.close();
        hooks.close();
        threads.close();
        actions.close();
    }
}
