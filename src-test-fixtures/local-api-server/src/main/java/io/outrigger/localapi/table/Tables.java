// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.table.TableLayout.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table layout of each resource; one without its own shows name and age. */
public final class Tables {
    private static final Column NAME = Column.text("Name");
    private static final Column AGE = Column.text("Age");
    private static final TableLayout PLAIN = new TableLayout(List.of(NAME, AGE), (cells, object, now) -> {
        cells.add(name(object));
        cells.add(Age.of(object, now));
    });
    private static final Map<GroupResource, TableLayout> LAYOUTS = Map.of(
            GroupResource.PODS, new TableLayout(PodRow.COLUMNS, PodRow::fill),
            GroupResource.NODES, new TableLayout(NodeRow.COLUMNS, NodeRow::fill),
            GroupResource.NAMESPACES, new TableLayout(List.of(NAME, Column.text("Status"), AGE), Tables::namespace),
            GroupResource.LEASES, new TableLayout(List.of(NAME, Column.text("Holder"), AGE), Tables::lease),
            GroupResource.CONFIG_MAPS, new TableLayout(List.of(NAME, Column.number("Data"), AGE), Tables::configMap),
            GroupResource.SECRETS,
                    new TableLayout(List.of(NAME, Column.text("Type"), Column.number("Data"), AGE), Tables::secret),
            GroupResource.SERVICE_ACCOUNTS,
                    new TableLayout(List.of(NAME, Column.number("Secrets"), AGE), Tables::serviceAccount),
            GroupResource.SERVICES,
                    new TableLayout(
                            List.of(
                                    NAME,
                                    Column.text("Type"),
                                    Column.text("Cluster-IP"),
                                    Column.text("External-IP"),
                                    Column.text("Port(s)"),
                                    AGE,
                                    Column.wide("Selector")),
                            Tables::service),
            GroupResource.EVENTS,
                    new TableLayout(
                            List.of(
                                    Column.text("Last Seen"),
                                    Column.text("Type"),
                                    Column.text("Reason"),
                                    Column.text("Object"),
                                    Column.wide("Subobject"),
                                    Column.wide("Source"),
                                    Column.text("Message"),
                                    Column.wide("First Seen"),
                                    Column.wide("Count"),
                                    Column.wide("Name")),
                            Tables::event));

    private Tables() {}

    /** The layout of that resource. */
    public static TableLayout of(GroupResource resource) {
        return LAYOUTS.getOrDefault(resource, PLAIN);
    }

    private static String name(JsonNode object) {
        return Json.text(object, "metadata", "name");
    }

    private static void namespace(ArrayNode cells, JsonNode object, Instant now) {
        cells.add(name(object)).add(Json.text(object, "status", "phase")).add(Age.of(object, now));
    }

    private static void lease(ArrayNode cells, JsonNode object, Instant now) {
        cells.add(name(object)).add(Json.text(object, "spec", "holderIdentity")).add(Age.of(object, now));
    }

    private static void configMap(ArrayNode cells, JsonNode object, Instant now) {
        int entries = object.path("data").size() + object.path("binaryData").size();
        cells.add(name(object)).add(entries).add(Age.of(object, now));
    }

    private static void secret(ArrayNode cells, JsonNode object, Instant now) {
        cells.add(name(object)).add(Json.text(object, "type"));
        cells.add(object.path("data").size()).add(Age.of(object, now));
    }

    private static void serviceAccount(ArrayNode cells, JsonNode object, Instant now) {
        cells.add(name(object)).add(object.path("secrets").size()).add(Age.of(object, now));
    }

    private static void service(ArrayNode cells, JsonNode object, Instant now) {
        JsonNode spec = object.path("spec");
        List<String> ports = new ArrayList<>();
        for (JsonNode port : spec.path("ports")) {
            ports.add(Json.text(port, "port") + "/" + Json.text(port, "protocol"));
        }
        List<String> selector = new ArrayList<>();
        spec.path("selector")
                .properties()
                .forEach(label ->
                        selector.add(label.getKey() + "=" + label.getValue().asText()));
        cells.add(name(object)).add(Json.text(spec, "type")).add(Json.text(spec, "clusterIP"));
        cells.add("<none>").add(orNone(ports)).add(Age.of(object, now)).add(orNone(selector));
    }

    private static String orNone(List<String> parts) {
        return parts.isEmpty() ? "<none>" : String.join(",", parts);
    }

    private static void event(ArrayNode cells, JsonNode event, Instant now) {
        JsonNode about = event.path("involvedObject");
        String lastSeen = Json.text(event, "lastTimestamp");
        String firstSeen = Json.text(event, "firstTimestamp");
        String eventTime = Json.text(event, "eventTime");
        cells.add(Age.since(lastSeen.isEmpty() ? eventTime : lastSeen, now));
        cells.add(Json.text(event, "type")).add(Json.text(event, "reason"));
        cells.add(Json.text(about, "kind").toLowerCase(Locale.ROOT) + "/" + Json.text(about, "name"));
        cells.add(Json.text(about, "fieldPath"));
        String host = Json.text(event, "source", "host");
        cells.add(Json.text(event, "source", "component") + (host.isEmpty() ? "" : ", " + host));
        cells.add(Json.text(event, "message").strip());
        cells.add(Age.since(firstSeen.isEmpty() ? eventTime : firstSeen, now));
        cells.add(Json.text(event, "count")).add(name(event));
    }
}
