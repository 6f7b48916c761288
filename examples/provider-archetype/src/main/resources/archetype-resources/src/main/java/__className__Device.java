package ${package};

import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands for your device, which runs jobs whoever is connected. Put the client of your device's API here, keep the
 * methods, and let them throw {@link IOException} when the device does not answer.
 */
final class ${className}Device {

    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final String address;
    private final Map<PodRef, Job> jobs = new ConcurrentHashMap<>();
    private volatile boolean connected = true;

    ${className}Device(String address) {
        this.address = address;
    }

    /**
     * What a job is told to do.
     *
     * @param time when it ends by itself, or a negative time if it does not
     * @param exitCode the exit code when it ends by itself
     * @param stopCode the exit code when it is asked to stop, or -1 if it does not listen
     */
    record Work(String container, String image, int restarts, Duration time, int exitCode, int stopCode) {}

    /** A job: when it began, when it was asked to stop, when it is killed. */
    record Job(Work work, Instant start, Instant stop, Instant kill) {

        Instant end() {
            Instant itself = work.stopCode() < 0 ? finish() : earlier(finish(), stop);
            return earlier(itself, kill);
        }

        int exitCode() {
            return end().equals(kill) ? 137 : end().equals(finish()) ? work.exitCode() : work.stopCode();
        }

        private Instant finish() {
            return start.plus(work.time().isNegative() ? FOREVER : work.time());
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }

    /** Begins a job, unless there is one of that name, and returns what it does. */
    Work begin(PodRef pod, Work work, Instant now) throws IOException {
        connect();
        return jobs.computeIfAbsent(pod, ref -> new Job(work, now, Instant.MAX, Instant.MAX))
                .work();
    }

    /** Asks a job to stop and kills it when the grace ends. */
    void stop(PodRef pod, Duration grace, Instant now) throws IOException {
        connect();
        end(pod, now, now.plus(grace));
    }

    /** Kills a job and forgets it; says whether there was one. */
    boolean remove(PodRef pod) throws IOException {
        connect();
        return jobs.remove(pod) != null;
    }

    Map<PodRef, Job> jobs() throws IOException {
        connect();
        return Map.copyOf(jobs);
    }

    /** For tests: kills a job when nobody looks. */
    void kill(PodRef pod, Instant now) {
        end(pod, now, now);
    }

    /** For tests: what is left of a pod. */
    Set<PodRef> leftovers() {
        return Set.copyOf(jobs.keySet());
    }

    /** For tests: pulls the cable, or plugs it in again. */
    void connected(boolean now) {
        connected = now;
    }

    private void end(PodRef pod, Instant stop, Instant kill) {
        jobs.computeIfPresent(
                pod,
                (ref, job) ->
                        new Job(job.work(), job.start(), Job.earlier(stop, job.stop()), Job.earlier(kill, job.kill())));
    }

    private void connect() throws IOException {
        if (!connected) {
            throw new IOException("the device at " + address + " does not answer");
        }
    }
}
