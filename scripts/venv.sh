#!/bin/sh
# Makes the virtual environment named by $1 with the first fitting Python, or leaves a working one alone.
set -eu
venv=$1

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then exit 0; fi

for python in "${PYTHON:-python3.11}" python3.11 python3.12 python3.13 python3; do
    if fits "$python"; then
        echo "正在用 $("$python" --version) 建立虚拟环境 $venv ……"
        rm -rf "$venv"
        exec "$python" -m venv "$venv"
    fi
done
echo "需要 Python 3.11 或更高版本(含 venv 模块)。请安装后重试;Debian/Ubuntu:apt install python3 python3-venv" >&2
echo "已安装在别处时,请指明路径:PYTHON=/path/to/python3.11 make run" >&2
exit 1
