# --- start of the host -----------------------------------------------------------------------------------------------
#
# After the host has started, somebody must run "boot" for each node, because nobody may be connected. Hosts differ in
# who does so: systemd, cron, or the script that is run last. What they run is the file "at-boot" in the directory of the
# node, whose path stays the same when this program is replaced. "bin/starter" holds who runs it, or "none" and why.

# Starts what should run. A node without pods needs no start any more.
boot() {
    any_pod=
    for each_pod in pods/*; do
        [ -d "$each_pod" ] || continue
        any_pod=yes
        (
            cd "$each_pod" || exit 0
            OUTRIGGER_POD=${each_pod##*/}
            start
        )
    done
    [ -n "$any_pod" ] || leave_boot
}

# Prints a text in single quotes.
quoted() {
    printf "'%s'" "$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")"
}

# Sets boot_file to what is to be run and boot_name to what it is called, which is another one for each directory.
name_boot() {
    boot_file=$PWD/at-boot
    # shellcheck disable=SC2046
    set -- $(printf '%s' "$PWD" | cksum)
    boot_name=outrigger-$(printf '%s' "${PWD##*/}" | tr -c 'A-Za-z0-9.-' _)-$1
}

# Has the host run "boot" when it starts. Prints and writes down who does, or why nobody does: the host works all the same.
join_boot() {
    choose_limiter
    name_boot
    starter_before=
    regular bin/starter && read -r starter_before starter_reasons <bin/starter
    starter=none
    reasons=
    case $PWD in
    *"
"*) reasons='the path of its directory holds a line break' ;;
    *)
        save at-boot "# Starts the pods of this node; run when the host starts. With the argument leave_boot, it is not any more.
PATH=$(quoted "$PATH") HOME=$(quoted "${HOME:-/}")
export PATH HOME
exec $(quoted "$shell") $(quoted "$0") \"\${1:-boot}\" $(quoted "$shell") $(quoted "$PWD")" || exit 1
        for each_starter in systemd cron rc; do
            if "join_$each_starter"; then
                starter=$each_starter
                break
            fi
            reasons="$reasons${reasons:+; }$obstacle"
        done
        ;;
    esac
    case $starter_before in
    "$starter") ;;
    systemd | cron | rc) "leave_$starter_before" ;;
    esac
    [ "$starter" = none ] || reasons=
    save bin/starter "$starter $(one_line "$reasons")" || exit 1
    show starter bin/starter
}

# The host does not run it any more.
leave_boot() {
    choose_limiter
    name_boot
    starter_before=
    regular bin/starter && read -r starter_before starter_reasons <bin/starter
    case $starter_before in systemd | cron | rc) "leave_$starter_before" || exit 1 ;; esac
    rm -f at-boot bin/starter
}

# systemd: a unit of the system for root, else one of the account, which has to be allowed to run without a login.
choose_units() {
    if [ "$(id -u)" -eq 0 ]; then
        units=$host_root/etc/systemd/system
        scope=--system
        target=multi-user.target
    else
        units=${XDG_CONFIG_HOME:-${HOME:-/}/.config}/systemd/user
        scope=--user
        target=default.target
    fi
    unit=$boot_name.service
}

# Prints a text as a unit wants it in double quotes.
unit_word() {
    printf '"%s"' "$(printf '%s\n' "$1" | sed -e 's/[\\"]/\\&/g' -e 's/%/%%/g' -e 's/\$/$$/g')"
}

# All that it has started is asked to end when the host goes down, and while it can still be found out that it does; one
# process that takes too much memory ends alone.
join_systemd() {
    obstacle='systemd does not run there'
    [ -d "$host_root/run/systemd/system" ] && command -v systemctl >/dev/null 2>&1 || return 1
    choose_units
    [ "$scope" = --system ] || may_linger || return 1
    unit_text="[Unit]
Description=Starts the pods of node ${PWD##*/}
Wants=network-online.target
After=network-online.target containerd.service docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh $(unit_word "$boot_file")
OOMPolicy=continue
TasksMax=infinity

[Install]
WantedBy=$target"
    if ! holds "$units/$unit" "$unit_text"; then
        obstacle="$units cannot be written"
        mkdir -p "$units" 2>/dev/null && save "$units/$unit" "$unit_text" || return 1
        ask_systemd daemon-reload || return 1
    fi
    ask_systemd enable "$unit"
}

ask_systemd() {
    said=$(bounded 20 systemctl "$scope" "$@" 2>&1 </dev/null) && return 0
    obstacle="systemctl $scope $1: $said"
    return 1
}

# Whether systemd runs units of this account although nobody is logged in.
may_linger() {
    [ ! -e "$host_root/var/lib/systemd/linger/$(id -un)" ] || return 0
    said=$(bounded 20 loginctl --no-ask-password enable-linger 2>&1 </dev/null) && return 0
    obstacle="loginctl enable-linger: $said"
    return 1
}

# That the account may linger stays: it may have other reasons.
leave_systemd() {
    choose_units
    [ -e "$units/$unit" ] || return 0
    ask_systemd disable "$unit"
    rm -f "$units/$unit" && ask_systemd daemon-reload
}

# Sets boot_line to what a table or script holds.
write_boot_line() {
    boot_line="[ ! -e $(quoted "$boot_file") ] || /bin/sh $(quoted "$boot_file") || : # $boot_name"
}

# Sets table to the account's table without our line; fails when it cannot be read, so that nobody's lines are lost.
read_table() {
    if table=$(crontab -l 2>&1 </dev/null); then
        table=$(printf '%s\n' "$table" | grep -v " # $boot_name\$")
        return 0
    fi
    case $table in
    *"no crontab"* | *"No such file"*)
        table=
        return 0
        ;;
    esac
    obstacle="crontab: $table"
    return 1
}

write_table() {
    said=$(printf '%s\n' "$1" | sed '1{/^$/d;}' | crontab - 2>&1) && return 0
    obstacle="crontab: $said"
    return 1
}

# Only one program of this account at a time, because a table is written as a whole.
alone() {
    lock_place=${HOME:-/}
    [ -d "$lock_place" ] && [ -r "$lock_place" ] || lock_place=.
    exec 7<"$lock_place"
    attempts=0
    until try_lock 7; do
        attempts=$((attempts + 1))
        [ "$attempts" -lt 10 ] || break
        doze 1
    done
    "$@" 7<&-
    done_alone=$?
    exec 7<&-
    return "$done_alone"
}

join_cron() {
    obstacle='it has no crontab'
    command -v crontab >/dev/null 2>&1 || return 1
    obstacle='no cron runs there'
    grep -qx -e cron -e crond -e fcron "$host_root"/proc/[0-9]*/comm 2>/dev/null || return 1
    write_boot_line
    # A percent sign means something to cron.
    boot_line="@reboot $(printf '%s' "$boot_line" | sed 's/%/\\%/g')"
    case "$(crontab -l 2>/dev/null </dev/null)
" in *"$boot_line
"*) return 0 ;; esac
    alone add_to_table
}

add_to_table() {
    read_table && write_table "$table
$boot_line"
}

leave_cron() {
    command -v crontab >/dev/null 2>&1 || return 0
    alone take_from_table
}

take_from_table() {
    read_table && write_table "$table"
}

# The script that is run last: before its "exit 0", if it has one.
join_rc() {
    obstacle='it has no /etc/rc.local'
    rc=$host_root/etc/rc.local
    [ -x "$rc" ] && regular "$rc" || return 1
    obstacle='/etc/rc.local cannot be written'
    [ -w "$rc" ] || return 1
    write_boot_line
    grep -qxF "$boot_line" "$rc" || rewrite_rc "$boot_line"
}

leave_rc() {
    rc=$host_root/etc/rc.local
    [ ! -w "$rc" ] || rewrite_rc ""
}

# Writes the script anew without our line, or with line $1.
rewrite_rc() {
    cp -p "$rc" "$rc.new" || return 1
    written=$1
    {
        while IFS= read -r rc_text || [ -n "$rc_text" ]; do
            case $rc_text in
            *" # $boot_name") continue ;;
            "exit 0")
                [ -z "$written" ] || printf '%s\n' "$written"
                written=
                ;;
            esac
            printf '%s\n' "$rc_text"
        done <"$rc"
        [ -z "$written" ] || printf '%s\n' "$written"
    } >"$rc.new" && mv -f "$rc.new" "$rc"
}
