# --- images ----------------------------------------------------------------------------------------------------------

# Sees to it that the image of the container is there, as its pull policy wants; fails when the pod is stopped. The
# file "image" says: POLICY USER REFERENCE, where USER is "any" or "nonroot"; after the policy "Invalid" stands why there is
# no reference.
fetch_image() {
    pull_delay=10
    while :; do
        called_off && return 1
        whole "$dir/image" || return 1
        { read -r pull_policy wanted_user image <"$dir/image"; } 2>/dev/null
        image_id=
        image_user=
        unanswered=
        case $pull_policy in
        Invalid)
            hold_back InvalidImageName "$image" 60 || return 1
            continue
            ;;
        Always) ! fetched_before || look_at_image ;;
        *) look_at_image ;;
        esac
        if [ -n "$unanswered" ]; then
            hold_back ImageInspectError "Failed to inspect image \"$image\": $unanswered" 10 || return 1
            continue
        fi
        if [ -z "$image_id" ] && [ "$pull_policy" = Never ]; then
            hold_back ErrImageNeverPull \
                "Container image \"$image\" is not present with pull policy of Never" 10 || return 1
            continue
        fi
        if [ -z "$image_id" ]; then
            pull_image || return 1
            # What could not be pulled does not run, though an older one may be here.
            [ "$pulled" != 0 ] || look_at_image
            [ -z "$image_id" ] || pull="$pull_number done $(($(date +%s) - pull_began)) $image_size"
        else
            pull="$((${pull%% *} + 1)) present"
        fi
        if [ -z "$image_id" ]; then
            hold_back ErrImagePull "$problem" 3 || return 1
            hold_back ImagePullBackOff "Back-off pulling image \"$image\": ErrImagePull: $problem" "$pull_delay" ||
                return 1
            pull_delay=$((pull_delay * 2))
            [ "$pull_delay" -le 300 ] || pull_delay=300
            continue
        fi
        fetched
        user_fits && return 0
        hold_back CreateContainerConfigError "$problem" 60 || return 1
    done
}

# Whether credentials are needed to ask for the image again, and are gone because it was fetched with them.
fetched_before() {
    [ -e secured ] && [ ! -e auth.json ] && holds "$dir/fetched" "$image"
}

# The image of the container is here.
fetched() {
    [ -e auth.json ] || return 0
    { printf '' >secured; } 2>/dev/null
    save "$dir/fetched" "$image"
    forget_credentials
}

# Removes the credentials of the pod when the images of all its containers are here.
forget_credentials() {
    [ -e auth.json ] || return 0
    for each_image in containers/*/image; do
        { read -r each_policy each_user each_reference <"$each_image"; } 2>/dev/null
        [ "$each_policy" = Invalid ] || holds "${each_image%/image}/fetched" "$each_reference" || return 0
    done
    rm -rf auth.json registry
}

# Sets image_id, image_size and image_user, if the image is there, or unanswered when that cannot be told.
look_at_image() {
    # The user may be empty, which read(1) would skip.
    if ! learn ask image inspect --format '{{.Id}} {{.Size}} {{.Config.User}}' "$image"; then
        [ "$heard_code" -ne 137 ] || unanswered="$engine did not answer in time"
        return 0
    fi
    image_id=${said%% *}
    said=${said#* }
    image_size=${said%% *}
    image_user=$(one_word "${said#* }")
    case $image_id in
    sha256:*) ;;
    *[!0-9a-f]* | '') image_id= ;;
    *) image_id=sha256:$image_id ;;
    esac
}

# Pulls the image; fails when the pod is stopped meanwhile. Sets problem when it could not be pulled.
pull_image() {
    problem=
    signalled=
    phase=waiting
    waiting=ContainerCreating
    why="Pulling image \"$image\""
    pull_number=$((${pull%% *} + 1))
    pull="$pull_number begun"
    pull_began=$(date +%s)
    publish
    set -- pull -q
    [ "$engine" = podman ] || set -- pull
    if [ -e auth.json ]; then
        if [ "$engine" = podman ]; then
            set -- "$@" --authfile auth.json
        else
            # These two know a directory with such a file.
            (umask 077 && mkdir -p registry && cp auth.json registry/config.json)
            export DOCKER_CONFIG="$PWD/registry"
        fi
    fi
    # A slow line and a large image may take hours.
    (
        {
            bounded 14400 "$engine_path" "$@" "$image" 2>&1
            echo "$?" >"$dir/pulled"
        } | tail -c 4096 >"$dir/pull"
    ) </dev/null 7<&- 8<&- 9<&- &
    pulling=$!
    while kill -0 "$pulling" 2>/dev/null; do
        [ -n "$signalled" ] || wait "$pulling"
        [ -z "$signalled" ] || mend
        if stopping; then
            for found in $(descendants "$pulling"); do kill "$found" 2>/dev/null; done
            return 1
        fi
    done
    pulled=1
    { read -r pulled <"$dir/pulled"; } 2>/dev/null
    if [ "$pulled" != 0 ]; then
        said=$(tail -n 3 "$dir/pull" 2>/dev/null)
        problem=$(essence "${said:-the engine gave no reason}")
    fi
    rm -f "$dir/pull" "$dir/pulled"
    return 0
}

# Prints process $1 and all that come from it.
descendants() {
    printf '%s\n' "$1"
    for found_child in $(grep -l "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status 2>/dev/null); do
        found_child=${found_child%/status}
        descendants "${found_child#/proc/}"
    done
}

# Whether the image's user is one that the container may run as; sets problem when not.
user_fits() {
    [ "$wanted_user" = nonroot ] || return 0
    case ${image_user%%:*} in
    '' | 0 | root) problem="container has runAsNonRoot and image will run as root" ;;
    *[!0-9]*)
        problem="container has runAsNonRoot and image has non-numeric user (${image_user%%:*}), cannot verify user is \
non-root"
        ;;
    *) return 0 ;;
    esac
    return 1
}
