package ${package};

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Looks for news until it is interrupted. If your device can tell news by itself, listen to it here instead. */
final class ${className}News implements Runnable {

    private static final long BETWEEN_LOOKS_MILLIS = 50;

    private final ${className}Site site;
    private final PodListener pods;
    private final Map<PodRef, ObservedPod> told = new HashMap<>();
    private boolean away;

    ${className}News(${className}Site site, PodListener pods) {
        this.site = site;
        this.pods = pods;
    }

    @Override
    public void run() {
        try {
            while (true) {
                look();
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        } catch (InterruptedException end) {
            // The site is closed.
        }
    }

    private void look() {
        try {
            Set<PodRef> forgotten = site.takeForgotten();
            Map<PodRef, ObservedPod> now = new HashMap<>();
            site.list().forEach(pod -> now.put(pod.ref(), pod));
            if (away) {
                pods.gap();
            }
            away = false;
            now.values().stream()
                    .filter(pod -> !pod.equals(told.get(pod.ref())))
                    .forEach(pods::changed);
            forgotten.forEach(pods::removed);
            told.clear();
            told.putAll(now);
        } catch (ProviderException exception) {
            // Whoever calls the site hears the reason; here it only means that news may be missed.
            away = true;
        }
    }
}
