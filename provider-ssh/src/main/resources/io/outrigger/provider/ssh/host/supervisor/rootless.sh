# --- without root ----------------------------------------------------------------------------------------------------
#
# Podman also works for an ordinary account, if the host has been prepared for that. Other engines do their work as root.

# Whether containers belong to this account alone.
rootless() {
    [ "$engine" = podman ] && [ "$(id -u)" -ne 0 ]
}

# Whether podman can run pods with an own network and more than one user for this account; sets obstacle.
prepared_for_rootless() {
    rootless || return 0
    obstacle="the account has no range of users for containers; install uidmap and give it one in /etc/subuid and /etc/subgid"
    learn ask unshare cat /proc/self/uid_map && [ "$(printf '%s\n' "$said" | grep -c .)" -ge 2 ] || return 1
    obstacle="the host has neither slirp4netns nor passt for the networks of pods; install one"
    command -v slirp4netns >/dev/null 2>&1 || command -v pasta >/dev/null 2>&1 || return 1
    obstacle="/dev/net/tun is not open to the account, so pods get no network; let it read and write there"
    [ -r "$host_root/dev/net/tun" ] && [ -w "$host_root/dev/net/tun" ]
}

# Prints what pods may ask for: limits of memory and processors, and the first port of the host.
print_rights() {
    if ! rootless; then
        echo "limits"
        return
    fi
    learn ask info --format '{{.Host.CgroupControllers}}' || said=
    case $said in *cpu*memory* | *memory*cpu*) echo "limits" ;; esac
    printf 'ports %s\n' "$(cat "$host_root/proc/sys/net/ipv4/ip_unprivileged_port_start" 2>/dev/null || echo 1024)"
}
