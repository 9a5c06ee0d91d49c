"""The files in deploy/ agree with the program. `make cluster` proves what they do."""

import os
import re
import shlex
import shutil
import stat
import subprocess

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import CommandError
from django.urls import reverse

from iqies_roles import error_pages, logs, middleware, views
from tests.cluster.installation import Installation
from tests.iqies_roles.test_settings import SITE, listed, settings_from

DEPLOY = settings.BASE_DIR / "deploy"
CODE = "/opt/iqies-simulator"
SITE_CONFIGURATION = (DEPLOY / "nginx" / "iqies-simulator.conf").read_text()
HEADERS = (DEPLOY / "nginx" / "iqies-simulator" / "headers.conf").read_text()
PROXY = (DEPLOY / "nginx" / "iqies-simulator" / "proxy.conf").read_text()
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
COMMON = (DEPLOY / "systemd" / "iqies-simulator-.service.d" / "common.conf").read_text()


def value_of(directive, text=SITE_CONFIGURATION):
    """The only value of a directive of nginx."""
    (value,) = re.findall(rf"^\s*{directive}\s+(.+?);", text, re.MULTILINE)
    return value.strip("\"'")


def header(name):
    (value,) = re.findall(rf'add_header {name} "?([^"]*?)"? always;', HEADERS)
    return value


def test_nginx_takes_requests_as_large_as_the_simulator_does():
    assert value_of("client_max_body_size") == f"{middleware.MAX_REQUEST_BYTES // 1024**2}m"


def test_nginx_sends_the_headers_of_the_simulator(client):
    site = settings_from(**SITE)
    assert header("Strict-Transport-Security") == (
        f"max-age={site['SECURE_HSTS_SECONDS']}; includeSubDomains; preload"
    )
    assert header("Content-Security-Policy") == settings.CONTENT_SECURITY_POLICY
    page = client.get("/livez")
    names = re.findall(r"add_header (\S+)", HEADERS)
    for name in set(names) - {"Strict-Transport-Security"}:
        assert header(name) == page[name], name


def test_nginx_gives_the_headers_that_the_simulator_reads():
    assert re.search(rf"proxy_set_header {logs.HEADER} \$request_id;", PROXY)
    name, https = settings_from(**SITE, PROXY_COUNT="1")["SECURE_PROXY_SSL_HEADER"]
    assert (name, https) == ("HTTP_X_FORWARDED_PROTO", "https")
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in PROXY
    assert "PROXY_COUNT=1" in (DEPLOY / "simulator.env").read_text().splitlines()


def test_nginx_limits_log_ins_and_new_accounts():
    limited = re.compile(re.search(r"location ~ (\S+) {\s+limit_req", SITE_CONFIGURATION)[1])
    for name in ("login", "practice_account", "class_code"):
        assert limited.fullmatch(reverse(name)), name
    assert not limited.fullmatch(reverse("welcome"))


def test_nginx_serves_the_files_that_setup_built():
    site = settings_from(**SITE)
    assert f"location /{site['STATIC_URL']} {{" in SITE_CONFIGURATION
    assert value_of("alias") == site["STATIC_ROOT"].replace(str(settings.BASE_DIR), CODE) + "/"


def test_nginx_has_a_page_for_each_of_its_errors(tmp_path):
    call_command("export_error_pages", to=tmp_path)
    pages = set(re.findall(r"error_page [\d ]+ /(\S+);", SITE_CONFIGURATION))
    assert pages == {file.name for file in tmp_path.iterdir()} == set(error_pages.PAGES)
    for file in tmp_path.iterdir():
        page = file.read_text()
        assert 'give this code: <!--# echo var="request_id" -->' in page
        assert 'href="/static/css/site.' in page
    assert f"~^50 {views.RETRY_AFTER};" in SITE_CONFIGURATION


def test_error_pages_in_a_folder_that_cannot_be_written_are_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_error_pages", to=tmp_path / "file" / "pages")


def test_logs_of_nginx_are_rotated():
    (rotated,) = re.findall(
        r"^(/\S+) {", (DEPLOY / "logrotate" / "iqies-simulator").read_text(), re.MULTILINE
    )
    written = re.findall(r"(?:access|error)_log (\S+)", SITE_CONFIGURATION)
    assert {os.path.dirname(file) for file in written} == {os.path.dirname(rotated)}


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_services_run_commands_that_exist(service):
    """Their words are those of `manage.py`, their user and settings come from the drop-in for all."""
    (start,) = re.findall(r"^ExecStart=(.+)$", service.read_text(), re.MULTILINE)
    words = shlex.split(re.search(r"manage\.py (.+?)'?$", start)[1])
    parser = load_command_class(get_commands()[words[0]], words[0]).create_parser("manage.py", words[0])
    parser.parse_args(words[1:])
    assert service.name.startswith("iqies-simulator-")


def test_server_has_time_to_end_its_requests():
    server = (DEPLOY / "systemd" / "iqies-simulator-server@.service").read_text()
    seconds = int(re.search(r"TimeoutStopSec=(\d+)", server)[1])
    assert seconds > 30  # graceful_timeout of gunicorn


def test_timers_start_services():
    timers = {file.stem for file in (DEPLOY / "systemd").glob("*.timer")}
    assert timers
    assert timers <= {file.stem for file in SERVICES}


def test_settings_of_the_site_are_variables_of_the_simulator():
    names = re.findall(r"^(\w+)=", (DEPLOY / "simulator.env").read_text(), re.MULTILINE)
    assert set(names) <= set(listed())
    (state,) = re.findall(r"^STATE_DIR=(.+)$", (DEPLOY / "simulator.env").read_text(), re.MULTILINE)
    (folder,) = re.findall(r"^StateDirectory=(.+)$", COMMON, re.MULTILINE)
    assert state == f"/var/lib/{folder}"


def install(folder):
    subprocess.run([DEPLOY / "install.sh"], env=os.environ | {"DESTDIR": str(folder)}, check=True)


def test_installation_puts_each_file_in_place_and_keeps_those_of_the_site(tmp_path):
    install(tmp_path)
    names = {file.name for file in DEPLOY.rglob("*") if file.is_file()} - {"install.sh"}
    installed = {file.name: file for file in (tmp_path / "etc").rglob("*") if file.is_file()}
    assert set(installed) == names
    assert stat.S_IMODE(installed["simulator.env"].stat().st_mode) == 0o600
    for name in ("simulator.env", "site.conf", "servers.conf", "proxy.conf"):
        installed[name].write_text("# of this site")
    install(tmp_path)
    kept = {name for name, file in installed.items() if file.read_text() == "# of this site"}
    assert kept == {"simulator.env", "site.conf", "servers.conf"}


@pytest.fixture
def installation(tmp_path):
    return Installation(tmp_path)


def test_nginx_can_read_its_error_pages(installation):
    pages = list((installation.code / "var" / "nginx").iterdir())
    assert {file.name for file in pages} == set(error_pages.PAGES)
    for path in (*pages, pages[0].parent):
        assert stat.S_IMODE(path.stat().st_mode) & 0o044 == 0o044, path


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_services(installation):
    units = [f"{file.stem}8001.service" if "@" in file.stem else file.name for file in SERVICES]
    units += [file.name for file in (DEPLOY / "systemd").glob("*.timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],  # noqa: S607 - not the same folder everywhere
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{installation.units}:"},
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "iqies-simulator" in line]
    ours = [line for line in ours if f"Special user {installation.user}" not in line]  # here only
    assert ours == []


@pytest.mark.skipif(not os.path.exists("/usr/sbin/nginx"), reason="nginx is not installed")
def test_nginx_accepts_its_configuration(installation):
    installation.configure("sqlite:///simulator.sqlite3")
    command = ["/usr/sbin/nginx", "-t", "-c", installation.folder / "etc/nginx/nginx.conf"]
    done = subprocess.run([*command, "-e", installation.folder / "nginx.log"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr.replace('the "user" directive', "")
