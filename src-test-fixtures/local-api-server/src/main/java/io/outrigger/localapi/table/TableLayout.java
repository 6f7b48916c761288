// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import java.time.Instant;
import java.util.List;

/** The columns of a kind and how an object fills them: the server's side of {@code kubectl get}. */
public final class TableLayout {
    /** Fills one row; cells in the order of the columns. */
    @FunctionalInterface
    interface Row {
        void fill(ArrayNode cells, JsonNode object, Instant now);
    }

    /**
     * One column.
     *
     * @param wide whether it is only shown with {@code -o wide}
     */
    record Column(String name, String type, boolean wide) {
        static Column text(String name) {
            return new Column(name, "string", false);
        }

        static Column number(String name) {
            return new Column(name, "integer", false);
        }

        static Column wide(String name) {
            return new Column(name, "string", true);
        }
    }

    private final List<Column> columns;
    private final Row row;

    TableLayout(List<Column> columns, Row row) {
        this.columns = List.copyOf(columns);
        this.row = row;
    }

    /** A meta.k8s.io/v1 Table of the objects. */
    public ObjectNode table(List<ObjectNode> objects, String resourceVersion, Instant now) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", resourceVersion);
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (Column column : columns) {
            definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.name().equals("Name") ? "name" : "")
                    .put("description", "")
                    .put("priority", column.wide() ? 1 : 0);
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode entry = rows.addObject();
            row.fill(entry.putArray("cells"), object, now);
            ObjectNode partial = entry.putObject("object")
                    .put("kind", "PartialObjectMetadata")
                    .put("apiVersion", "meta.k8s.io/v1");
            partial.set("metadata", object.path("metadata"));
        }
        return table;
    }
}
