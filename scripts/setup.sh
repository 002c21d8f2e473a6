# shellcheck shell=bash
# From a bare Debian 12 to built programs: sourced by scripts/demo and scripts/test, which stand in the project's
# root folder when they call these. Every step's whole output goes to build/logs/STEP.log; where a step fails, the
# end of it is shown.

# step NAME COMMAND…: one line for a step that went well.
step() {
    local name=$1 log=build/logs/$1.log start=$SECONDS status
    shift
    mkdir -p build/logs
    if "$@" >"$log" 2>&1 </dev/null; then
        printf '%-18s done in %d s\n' "$name" $((SECONDS - start))
        return 0
    else
        status=$?
    fi
    printf '%s failed after %d s; the end of %s:\n' "$name" $((SECONDS - start)) "$log"
    tail -n 40 "$log"
    return "$status"
}

# often COMMAND…: what comes over a network is tried three times, half a minute apart.
often() {
    local try
    for try in 1 2 3; do
        "$@" && return
        echo "try $try of 3 failed: $*"
        [ "$try" = 3 ] || sleep 30
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "neither root nor sudo: cannot run: $*"
        return 1
    fi
}

# The packages of scripts/packages.txt that this machine lacks.
missing_packages() {
    local wanted name
    wanted=$(sed 's/#.*//' scripts/packages.txt)
    for name in $wanted; do
        # Other suppliers' nodejs brings npm along and conflicts with Debian's package of it.
        if [ "$name" = npm ] && command -v npm >/dev/null; then
            continue
        fi
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
            echo "$name"
        fi
    done
}

setup_packages() {
    local missing
    missing=$(missing_packages)
    # The guest of the reader tests fetches its kernel through apt, which knows none before its lists are there.
    if [ -n "$missing" ] || ! apt-cache show linux-image-amd64 >/dev/null 2>&1; then
        # A source that does not answer is no reason to stop: the installation shows whether it was needed.
        step apt-update often as_root apt-get -o Acquire::Retries=3 update || true
    fi
    if [ -z "$missing" ]; then
        return 0
    fi
    echo "installing $(wc -w <<<"$missing") packages of Debian"
    # shellcheck disable=SC2086 # one word a package
    step apt-install often as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 \
        -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
}

# The console's packages when package-lock.json has changed, its files when any source has.
setup_console() {
    local console=server/console stamp=server/console/node_modules/.installed-lock
    if ! cmp -s $console/package-lock.json $stamp; then
        step npm-ci often npm ci --no-audit --no-fund --prefix $console || return
        cp $console/package-lock.json $stamp
    fi
    local built=$console/dist/index.html
    if [ ! -e $built ] || [ -n "$(find $console server/api/openapi.yaml -name node_modules -prune -o -name dist -prune \
        -o -type f -newer $built -print -quit)" ]; then
        step npm-build npm run build --prefix $console
    fi
}

# setup_build PRESET [TARGET…]: everything, or the targets named.
setup_build() {
    local preset=$1
    shift
    step "configure-$preset" cmake --preset "$preset" &&
        step "build-$preset" cmake --build --preset "$preset" ${1:+--target "$@"} -- -k 0
}
