# `nx-signal now` where an engine is there to answer: Python starts in a fifth of the time that Node takes. It hands over
# to Node whatever it cannot do itself.
package=${here%/*/*}
if [ -r /proc/self/environ ]; then
  workspace=$(pwd -P)
  while [ -n "$workspace" ] && [ ! -e "$workspace/nx.json" ]; do workspace=${workspace%/*}; done
  # No names from PATH: they may be shims, which take longer than Node.
  for python in "$workspace/.venv/bin/python" /usr/bin/python3 /usr/local/bin/python3; do
    [ -n "$workspace" ] && [ -x "$python" ] || continue
    # The variables as this shell was given them: it corrects some, and no other process can see those any more.
    exec "$python" -I -S "$package/python/nx_signal_now.py" "$workspace" "$package" "$@" 9<<VARIABLES
$(base64 -w0 "/proc/$$/environ")
VARIABLES
  done
fi
exec node "$package/dist/bundle/cli.js" now "$@"
