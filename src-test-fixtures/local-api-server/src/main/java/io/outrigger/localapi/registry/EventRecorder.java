// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.StoredObject;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the Events of components that live in this server, such as the scheduler. */
public final class EventRecorder {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    private final Registry registry;
    private final ResourceType events;
    private final Clock clock;
    private final String component;
    private long count;

    public EventRecorder(Registry registry, ResourceTypes types, Clock clock, String component) {
        this.registry = registry;
        this.events = types.require(GroupResource.EVENTS);
        this.clock = clock;
        this.component = component;
    }

    /**
     * Says that something happened to an object of a namespace; silent when the namespace is being deleted.
     *
     * @param type {@code Normal} or {@code Warning}
     */
    public void record(StoredObject about, String type, String reason, String message) {
        ObjectNode event = Json.object();
        String namespace = about.key().namespace();
        count++;
        String unique = Long.toHexString(clock.millis()) + Long.toHexString(count);
        event.putObject("metadata").put("name", about.key().name() + "." + unique);
        event.putObject("involvedObject")
                .put("kind", Json.text(about.json(), "kind"))
                .put("apiVersion", Json.text(about.json(), "apiVersion"))
                .put("namespace", namespace)
                .put("name", about.key().name())
                .put("uid", about.uid())
                .put("resourceVersion", Long.toString(about.resourceVersion()));
        event.putObject("source").put("component", component);
        event.put("type", type).put("reason", reason).put("message", message);
        String now = Metadata.now(clock);
        event.put("firstTimestamp", now).put("lastTimestamp", now).put("count", 1);
        event.putNull("eventTime");
        event.put("reportingComponent", component).put("reportingInstance", "");
        try {
            registry.create(events, namespace, event, false);
        } catch (ApiFailure namespaceIsGoing) {
            log.debug("no event {} for {}: {}", reason, about.key(), namespaceIsGoing.getMessage());
        }
    }
}
