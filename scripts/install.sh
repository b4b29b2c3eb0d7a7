#!/bin/sh
# Installs the pinned packages of the list $1 into .venv, once per content of the lists.
set -eu
list=$1
stamp=.venv/installed-$list

if cat requirements*.txt constraints.txt | cmp -s - "$stamp"; then exit 0; fi
echo "正在安装依赖(首次需要几分钟)……"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$list" || {
    echo "依赖安装失败:请检查网络或 pip 的镜像设置后重试。" >&2
    exit 1
}
cat requirements*.txt constraints.txt > "$stamp"
