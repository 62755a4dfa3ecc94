#!/usr/bin/env sh
':' //; here=$(readlink -f -- "$0") || here=$0; . "${here%/*/*}/python/nx_signal_now.sh"
// A shell does not come here. Node does where a package manager starts every program with it.
process.argv.splice(2, 0, 'now');
await import('../dist/bundle/cli.js');
