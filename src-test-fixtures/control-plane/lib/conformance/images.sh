# SPDX-License-Identifier: Apache-2.0
# A podman that has nothing to do with the machine's own one, and in it the images that the tests want.

# make_podman DIR: writes DIR/podman/podman, which is podman with storage, network and settings of its own.
make_podman() {
  local own=$1/podman
  mkdir -p "$own/networks"
  cat >"$own/storage.conf" <<EOF
[storage]
driver = "overlay"
graphroot = "$own/graph"
runroot = "$own/run"
EOF
  # Limits that a container inside a container is allowed too, and what works with every version of control groups.
  cat >"$own/containers.conf" <<EOF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=8192:8192"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
infra_image = "$(pause_image)"
tmp_dir = "$own/tmp"
[network]
network_config_dir = "$own/networks"
default_network = "judged"
EOF
  cat >"$own/networks/judged.json" <<EOF
{"name": "judged", "id": "$(printf '0%.0s' {1..64})", "driver": "bridge", "network_interface": "judged0",
"created": "2024-01-01T00:00:00Z", "ipv6_enabled": false, "internal": false, "dns_enabled": false,
"subnets": [{"subnet": "10.232.0.0/16", "gateway": "10.232.0.1"}], "ipam_options": {"driver": "host-local"}}
EOF
  cat >"$own/podman" <<EOF
#!/bin/sh
export CONTAINERS_CONF='$own/containers.conf' CONTAINERS_STORAGE_CONF='$own/storage.conf'
exec $(command -v podman) "\$@"
EOF
  chmod +x "$own/podman"
}

# remove_podman DIR: every container and image, and then the storage, which mounts would hold otherwise.
remove_podman() {
  local own=$1/podman
  [ -x "$own/podman" ] || return 0
  {
    "$own/podman" pod rm --force --all --time 0
    "$own/podman" rm --force --all --time 0
    "$own/podman" rmi --force --all
  } >"$own/removal.log" 2>&1 || say "podman did not remove everything; see $own/removal.log"
  rm -rf "$own"
}

pause_image() { printf 'localhost/pause:1'; }

# make_images DIR TESTS: one file system for all of them, busybox and the program that most tests run; what an image
# does by itself differs. The tests themselves say by which names they want them.
make_images() {
  local tests=$2 root=$1/podman/root podman=$1/podman/podman wanted name
  make_root "$root" "$tests"
  tar -C "$root" -cf "$root.tar" .
  rm -rf "$root"
  {
    import "$root.tar" "$(pause_image)" 'ENTRYPOINT ["/agnhost","pause"]'
    wanted=$("$tests/e2e.test" --list-images) || fail "the tests do not tell which images they want"
    for name in $wanted; do
      case $name in
        */e2e-test-images/agnhost:*) import "$root.tar" "$name" 'ENTRYPOINT ["/agnhost"]' 'CMD ["pause"]' ;;
        */e2e-test-images/busybox:*) import "$root.tar" "$name" 'CMD ["sh"]' ;;
        */pause:*) import "$root.tar" "$name" 'ENTRYPOINT ["/agnhost","pause"]' ;;
      esac
    done
  } >&2
  rm -f "$root.tar"
}

# import ARCHIVE NAME CHANGE...
import() {
  local archive=$1 name=$2 change options=()
  shift 2
  for change in "$@"; do options+=(--change "$change"); done
  "$podman" import --quiet "${options[@]}" --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    "$archive" "$name" >/dev/null || fail "podman could not import the image $name"
}

# add_shell ROOT: the first shell by PATH is this machine's bash with its libraries. Debian's busybox hides variables from
# programs whose names are none in a shell ("data-1"), which that of the real image does not; what /bin/sh says when it
# fails must be busybox's words, though.
add_shell() {
  local root=$1 file
  for file in /bin/bash $(ldd /bin/bash | grep -o '/[^ ]*'); do
    mkdir -p "$root${file%/*}"
    cp -L "$file" "$root$file"
  done
  ln -s /bin/bash "$root/usr/local/bin/sh"
}

make_root() {
  local root=$1 tests=$2 name busybox
  busybox=$(command -v busybox) || fail "please install busybox-static"
  mkdir -p "$root"/{bin,etc,root,tmp,uploads,usr/local/bin,var,proc,sys,dev}
  chmod 1777 "$root/tmp"
  install -m 755 "$busybox" "$root/bin/busybox"
  for name in $("$busybox" --list); do
    [ "$name" = busybox ] || ln -s busybox "$root/bin/$name"
  done
  add_shell "$root"
  # A stand-in for the one way in which the tests call it: with an address and nothing else.
  printf '#!/bin/sh\nexec wget -q -O - "$@"\n' >"$root/bin/curl"
  chmod 755 "$root/bin/curl"
  install -m 755 "$tests/agnhost" "$root/agnhost"
  install -m 644 "$tests/localhost.crt" "$tests/localhost.key" "$root/"
  ln -s agnhost "$root/agnhost-2"
  printf 'root:x:0:0:root:/root:/bin/sh\nuser-defined-in-image:x:1000:1000::/:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nuser-defined-in-image:x:1000:\ngroup-defined-in-image:x:50000:user-defined-in-image\n' >"$root/etc/group"
}
