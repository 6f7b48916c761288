// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PatchTest {
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_SINGLE_QUOTES);

    @Test
    void lists_with_a_merge_key_are_merged_by_it() {
        assertThat(strategic(
                        "{'status':{'conditions':[{'type':'Ready','status':'False','reason':'x'},{'type':'Other'}]}}",
                        "{'status':{'conditions':[{'type':'Ready','status':'True'},{'type':'New'}]}}"))
                .isEqualTo(json("{'status':{'conditions':[{'type':'Ready','status':'True','reason':'x'},"
                        + "{'type':'Other'},{'type':'New'}]}}"));
    }

    @Test
    void the_same_field_name_has_the_key_of_its_place() {
        assertThat(strategic(
                        "{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80}]}],'ports':[{'port':80}]}}",
                        "{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80,'name':'web'}]}],"
                                + "'ports':[{'port':80,'name':'svc'}]}}"))
                .isEqualTo(json("{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80,'name':'web'}]}],"
                        + "'ports':[{'port':80,'name':'svc'}]}}"));
    }

    @Test
    void lists_without_a_merge_key_are_replaced() {
        assertThat(strategic("{'spec':{'taints':[{'key':'a'},{'key':'b'}]}}", "{'spec':{'taints':[{'key':'c'}]}}"))
                .isEqualTo(json("{'spec':{'taints':[{'key':'c'}]}}"));
    }

    @Test
    void two_addresses_of_one_type_survive_a_replace_directive() {
        assertThat(strategic(
                        "{'status':{'addresses':[{'type':'Hostname','address':'h'}]}}",
                        "{'status':{'addresses':[{'type':'InternalIP','address':'10.0.0.1'},"
                                + "{'type':'InternalIP','address':'fd00::1'},{'$patch':'replace'}]}}"))
                .isEqualTo(json("{'status':{'addresses':[{'type':'InternalIP','address':'10.0.0.1'},"
                        + "{'type':'InternalIP','address':'fd00::1'}]}}"));
    }

    @Test
    void a_delete_directive_removes_one_element() {
        assertThat(strategic(
                        "{'spec':{'volumes':[{'name':'a'},{'name':'b'}]}}",
                        "{'spec':{'volumes':[{'name':'a','$patch':'delete'}]}}"))
                .isEqualTo(json("{'spec':{'volumes':[{'name':'b'}]}}"));
    }

    @Test
    void a_replace_directive_replaces_a_whole_object() {
        assertThat(strategic(
                        "{'metadata':{'labels':{'a':'1','b':'2'}}}",
                        "{'metadata':{'labels':{'$patch':'replace','c':'3'}}}"))
                .isEqualTo(json("{'metadata':{'labels':{'c':'3'}}}"));
    }

    @Test
    void retained_keys_remove_what_they_do_not_name() {
        assertThat(
                        strategic(
                                "{'spec':{'volumes':[{'name':'a','emptyDir':{}}]}}",
                                "{'spec':{'volumes':[{'name':'a','$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}]}}"))
                .isEqualTo(json("{'spec':{'volumes':[{'name':'a','hostPath':{'path':'/x'}}]}}"));
    }

    @Test
    void the_element_order_of_the_patch_is_kept_and_strangers_stay_behind_their_neighbour() {
        assertThat(strategic(
                        "{'spec':{'containers':[{'name':'a'},{'name':'x'},{'name':'b'}]}}",
                        "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],"
                                + "'containers':[{'name':'b','image':'i'}]}}"))
                .isEqualTo(json("{'spec':{'containers':[{'name':'b','image':'i'},{'name':'a'},{'name':'x'}]}}"));
    }

    @Test
    void finalizers_are_joined_and_can_be_taken_out() {
        assertThat(strategic("{'metadata':{'finalizers':['a','b']}}", "{'metadata':{'finalizers':['b','c']}}"))
                .isEqualTo(json("{'metadata':{'finalizers':['a','b','c']}}"));
        assertThat(strategic(
                        "{'metadata':{'finalizers':['a','b']}}",
                        "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}"))
                .isEqualTo(json("{'metadata':{'finalizers':['b']}}"));
    }

    @Test
    void null_removes_a_field_and_nothing_of_the_original_changes() {
        ObjectNode original = json("{'metadata':{'labels':{'a':'1','b':'2'}},'spec':{'x':1}}");
        ObjectNode copy = original.deepCopy();
        ObjectNode patched = Patch.read(STRATEGIC, json("{'metadata':{'labels':{'a':null}}}"))
                .apply(original);
        assertThat(patched).isEqualTo(json("{'metadata':{'labels':{'b':'2'}},'spec':{'x':1}}"));
        assertThat(original).isEqualTo(copy);
        assertThat(patched.get("spec")).isSameAs(original.get("spec"));
    }

    @Test
    void an_element_without_its_merge_key_is_refused() {
        assertThatThrownBy(() -> strategic("{}", "{'spec':{'containers':[{'image':'x'}]}}"))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(400))
                .hasMessageContaining("spec.containers")
                .hasMessageContaining("name");
    }

    @Test
    void a_merge_patch_replaces_lists() {
        assertThat(Patch.read("application/merge-patch+json", json("{'spec':{'containers':[{'name':'b'}]}}"))
                        .apply(json("{'spec':{'containers':[{'name':'a'}],'x':1}}")))
                .isEqualTo(json("{'spec':{'containers':[{'name':'b'}],'x':1}}"));
    }

    @Test
    void a_json_patch_whose_test_fails_is_refused_with_422() {
        assertThatThrownBy(
                        () -> Patch.read("application/json-patch+json", tree("[{'op':'test','path':'/a','value':2}]"))
                                .apply(json("{'a':1}")))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(422));
    }

    @Test
    void server_side_apply_is_refused_with_advice() {
        assertThatThrownBy(() -> Patch.read("application/apply-patch+yaml", json("{}")))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(415))
                .hasMessageContaining("use client-side apply");
    }

    private static ObjectNode strategic(String original, String patch) {
        return Patch.read(STRATEGIC, json(patch)).apply(json(original));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) tree(text);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
