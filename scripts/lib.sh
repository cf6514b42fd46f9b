# Where things are; sourced by the commands of this folder, never run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The Python that has QGIS's bindings: the first on PATH may be another one.
python=/usr/bin/python3
[ -x "$root/.venv/bin/python" ] && python=$root/.venv/bin/python

debian_major() { # 12, 13, ...; a release in the making counts as new
  case $(cat /etc/debian_version 2>/dev/null) in
    [0-9]*) cut -d. -f1 /etc/debian_version ;;
    */sid) echo 99 ;;
    *) echo 0 ;;
  esac
}

is_set_up() { # Debian 12 needs .venv; later ones have everything by apt
  command -v qgis_process >/dev/null && { [ -x "$root/.venv/bin/python" ] || [ "$(debian_major)" -ge 13 ]; }
}

qgis_environment() { # NAME: a QGIS profile of our own with the plugin on, in which only NAME's runs write
  local home=${KOSOZU_PROFILE:-${XDG_CACHE_HOME:-$HOME/.cache}/kosozu/$1-$(printf %s "$root" | sha256sum | cut -c1-12)}
  local version ini
  mkdir -p "$home/plugins"
  ln -sfn "${KOSOZU_PLUGIN:-$root}" "$home/plugins/kosozu"
  for version in 3 4; do
    ini=$home/profiles/default/QGIS/QGIS$version.ini
    mkdir -p "$(dirname "$ini")"
    grep -qs '^kosozu=true' "$ini" || printf '[PythonPlugins]\nkosozu=true\n' >>"$ini"
  done
  export QGIS_CUSTOM_CONFIG_PATH=$home
  export QGIS_PLUGINPATH=$home/plugins${QGIS_PLUGINPATH:+:$QGIS_PLUGINPATH}
  local site
  for site in "$root"/.venv/lib/python3*/site-packages; do
    [ -d "$site" ] && export PYTHONPATH=$site${PYTHONPATH:+:$PYTHONPATH}
  done
  if [ -z "${XDG_RUNTIME_DIR:-}" ]; then # Qt complains at every start without one
    mkdir -p -m 700 "$home/run"
    export XDG_RUNTIME_DIR=$home/run
  fi
  # QGIS looks for its Python by the first python3 on PATH.
  export PATH=/usr/bin:$PATH
  unset PYTHONHOME
}
