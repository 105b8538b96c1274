#!/bin/sh
# plugin.sh enable|disable|status: switches the console door's plugin on or off in the OpenShift console.
# `spec.plugins` is one list for all plugins and nobody's alone: this adds or removes one name and keeps the others, and the
# API server refuses the change if somebody else changed the list meanwhile; then it is read again.
set -eu

name=registry-console
object=consoles.operator.openshift.io/cluster
oc=${OC:-oc}

# The object's version and the enabled plugins, one word a line.
state() {
    "$oc" get "$object" --output jsonpath='{.metadata.resourceVersion}{"\n"}{range .spec.plugins[*]}{@}{"\n"}{end}'
}

# Writes the list given as words, if the object is still of the version read.
write() {
    version=$1
    shift
    list=
    for plugin; do
        list="$list${list:+,}\"$plugin\""
    done
    printf '{"metadata":{"resourceVersion":"%s"},"spec":{"plugins":[%s]}}' "$version" "$list" |
        "$oc" patch "$object" --type merge --patch-file /dev/stdin
}

is_enabled() {
    printf '%s\n' "$words" | tail -n +2 | grep -qx "$name"
}

verb=${1:-}
case $verb in
    enable | disable | status) ;;
    *)
        echo "usage: plugin.sh enable|disable|status" >&2
        exit 2
        ;;
esac

for _ in 1 2 3 4 5; do
    words=$(state)
    case $verb in
        status)
            if is_enabled; then echo enabled; else echo disabled; fi
            exit
            ;;
        enable)
            if is_enabled; then echo "$name is enabled already."; exit; fi
            # Split on purpose: names of plugins have no blanks.
            # shellcheck disable=SC2086
            set -- $words "$name"
            ;;
        disable)
            if ! is_enabled; then echo "$name is not enabled."; exit; fi
            # shellcheck disable=SC2046
            set -- $(printf '%s\n' "$words" | grep -vx "$name")
            ;;
    esac
    if write "$@"; then
        echo "The console restarts its pods now; reload it when it offers to."
        exit
    fi
    echo "The list was changed meanwhile, or the change was refused; trying again." >&2
done
exit 1
