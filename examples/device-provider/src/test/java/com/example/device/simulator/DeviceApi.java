// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.net.URI;

/** Lets WireMock answer as the device does. On WireMock's threads. */
final class DeviceApi implements ResponseDefinitionTransformerV2 {

    static final String NAME = "device";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Simulator simulator;
    private final LogApi logs;
    private final String token;

    DeviceApi(Simulator simulator, String token) {
        this.simulator = simulator;
        this.logs = new LogApi(simulator);
        this.token = token;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean applyGlobally() {
        return false;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        try {
            Request request = event.getRequest();
            ResponseDefinitionBuilder answer = ("Bearer " + token).equals(request.getHeader("Authorization"))
                    ? answer(request)
                    : complaint(401, "who are you?");
            return simulator.cut() ? broken() : answer.build();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return broken();
        } catch (IOException exception) {
            return complaint(400, "this is no JSON").build();
        }
    }

    private ResponseDefinitionBuilder answer(Request request) throws IOException, InterruptedException {
        if (simulator.cut()) {
            return complaint(502, "the link is cut");
        }
        Query query = new Query(request);
        // The path is decoded here, after it was taken apart.
        String[] path = URI.create(request.getUrl()).getRawPath().split("/");
        String id = path.length > 2 ? URI.create(path[2]).getPath() : "";
        return switch (request.getMethod() + " " + path[1] + " " + path.length) {
            case "GET device 2" -> json(about());
            case "GET jobs 2" -> json(simulator.list(query.text("owner")));
            case "GET changes 2" ->
                simulator
                        .changes(query.text("owner"), query.number("since", 0), query.number("wait", 0))
                        .map(DeviceApi::json)
                        .orElseGet(() -> complaint(410, "ask for the list"));
            case "PUT jobs 3" ->
                simulator
                        .put(id, JSON.readTree(request.getBody()))
                        .map(complaint -> complaint(complaint.status(), complaint.words()))
                        .orElseGet(() -> new ResponseDefinitionBuilder().withStatus(204));
            case "DELETE jobs 3" ->
                simulator.delete(id, query.number("grace", 0))
                        ? new ResponseDefinitionBuilder().withStatus(204)
                        : complaint(404, "there is no job " + id);
            case "GET jobs 4" -> logs.answer(id, query);
            default -> complaint(404, "there is nothing here");
        };
    }

    private static JsonNode about() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", "Lathe 7")
                .put("firmware", "7.3.1")
                .put("serial", "L7-000042")
                .put("architecture", "arm64")
                .put("processors", 4)
                .put("memoryMebibytes", 512)
                .put("slots", Simulator.SLOTS)
                .put("address", Simulator.ADDRESS);
    }

    private static ResponseDefinitionBuilder json(JsonNode body) {
        return new ResponseDefinitionBuilder()
                .withStatus(200)
                .withHeader("Content-Type", "application/json")
                .withBody(body.toString());
    }

    static ResponseDefinitionBuilder complaint(int status, String words) {
        return json(JsonNodeFactory.instance.objectNode().put("error", words)).withStatus(status);
    }

    private static ResponseDefinition broken() {
        return new ResponseDefinitionBuilder()
                .withFault(Fault.CONNECTION_RESET_BY_PEER)
                .build();
    }
}
