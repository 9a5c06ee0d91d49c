#!/bin/sh
# Put the files of this folder where systemd, nginx and logrotate read them, and write the error pages of nginx.
# Run it after .ci/setup.py, at each upgrade too: docs/operations.md has the steps around it.
# Files of this site (simulator.env, site.conf, servers.conf) are kept if they exist. DESTDIR puts all of them below a folder.
set -eu
umask 022 # nginx reads the error pages
cd "$(dirname "$0")"
etc=${DESTDIR:-}/etc

install -d "$etc/systemd/system/iqies-simulator-.service.d" "$etc/iqies-simulator" "$etc/sysusers.d" "$etc/logrotate.d" \
	"$etc/nginx/conf.d" "$etc/nginx/iqies-simulator" "${DESTDIR:-}/var/log/iqies-simulator"
install -m 644 systemd/*.service systemd/*.timer "$etc/systemd/system/"
install -m 644 systemd/iqies-simulator-.service.d/* "$etc/systemd/system/iqies-simulator-.service.d/"
install -m 644 sysusers/iqies-simulator.conf "$etc/sysusers.d/"
install -m 644 logrotate/iqies-simulator "$etc/logrotate.d/"
install -m 644 nginx/iqies-simulator.conf "$etc/nginx/conf.d/"
install -m 644 nginx/iqies-simulator/headers.conf nginx/iqies-simulator/proxy.conf "$etc/nginx/iqies-simulator/"
for file in site.conf servers.conf; do
	[ -e "$etc/nginx/iqies-simulator/$file" ] || install -m 644 "nginx/iqies-simulator/$file" "$etc/nginx/iqies-simulator/"
done
[ -e "$etc/iqies-simulator/simulator.env" ] || install -m 600 simulator.env "$etc/iqies-simulator/"

# In the demo's settings: they are complete without those of a site, and nothing of them is on these pages.
env -i PATH="$PATH" DEMO=1 ENV_FILE=/dev/null SECRET_KEY=none PYTHONDONTWRITEBYTECODE=1 \
	../.venv/bin/python ../manage.py export_error_pages --to ../var/nginx

if [ -z "${DESTDIR:-}" ]; then
	systemd-sysusers iqies-simulator.conf
	chown iqies-simulator "$etc/iqies-simulator/simulator.env"
	systemctl daemon-reload
fi
