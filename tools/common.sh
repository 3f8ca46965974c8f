# What the scripts beside this one share. POSIX sh: a bare machine has nothing more.
cd "$(dirname "$0")/.."
STAMPS=.venv/stamps

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Install Debian packages as root, by sudo if it asks nothing; fails where neither is possible.
system_packages() {
    if [ "$(id -u)" = 0 ]; then sudo=
    elif sudo -n true 2>/dev/null; then sudo="sudo -n"
    else return 1; fi
    command -v apt-get >/dev/null || return 1
    echo "installing system packages: $*"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# done_before NAME FILE…: whether NAME was carried out for just these contents.
done_before() {
    name=$1
    shift
    [ "$(cat "$STAMPS/$name" 2>/dev/null)" = "$(fingerprint "$@")" ]
}

record() {
    name=$1
    shift
    fingerprint "$@" >"$STAMPS/$name"
}

fingerprint() {
    cat "$@" | sha256sum
}
