"""What an operator installs, below a folder: the code, and the files of deploy/ put in place by deploy/install.sh."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

from tests.browser.server import ROOT, free_port

HOST = "localhost"
PORTS = ("8001", "8002")
CODE = "/opt/iqies-simulator"


def service_user() -> str:
    """Who runs the services: somebody without rights, if this process may choose."""
    return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def account_of(user: str) -> dict[str, Any]:
    """What starts a process as this user; nothing if it is the one that runs this."""
    found = pwd.getpwnam(user)
    if found.pw_uid == os.geteuid():
        return {}
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


class Installation:
    """The tree of a machine below `folder`: opt, etc, var and run.

    In the installed files only paths, ports, the host name and users are replaced, by those of this tree.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = folder / CODE.removeprefix("/")
        self.state = folder / "var/lib/iqies-simulator"
        self.logs = folder / "var/log/iqies-simulator"
        self.units = folder / "etc/systemd/system"
        self.settings = folder / "etc/iqies-simulator/simulator.env"
        self.ports = [str(free_port()) for _ in PORTS]
        self.http, self.https = free_port(), free_port()
        self.user = service_user()
        folder.chmod(0o755)
        self.copy_code()
        subprocess.run(
            [self.code / "deploy" / "install.sh"],
            env=os.environ | {"DESTDIR": str(folder)},
            umask=0o077,  # that of a careful administrator
            check=True,
        )
        self.copy_nginx()
        for file in sorted((folder / "etc").rglob("*")):
            if file.is_file():
                self.replace_in(file)
        for name in ("run", "var/lib/iqies-simulator", "var/log/nginx"):
            (folder / name).mkdir(parents=True)
        self.state.chmod(0o700)
        for path in (self.state, self.settings):
            shutil.chown(path, self.user)

    def copy_code(self) -> None:
        """The code of this folder with what setup built, owned by who runs this, and nobody else may write it."""
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - not the same folder everywhere
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        for name in listed.stdout.splitlines():
            if (ROOT / name).is_file() and not name.startswith("tests/"):
                target = self.code / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)
        (self.code / "var").mkdir()
        for name in ("assets", "static"):
            shutil.copytree(ROOT / "var" / name, self.code / "var" / name)
        self.make_venv()

    def make_venv(self) -> None:
        """A virtual environment with the packages of this one, of a Python that the service's user may run."""
        account = account_of(self.user)
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        for python in (os.path.realpath(sys.executable), f"/usr/bin/{version}"):
            try:
                subprocess.run([python, "-c", ""], check=True, cwd="/", **account)
            except OSError:
                continue
            venv = self.code / ".venv"
            subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
            packages = venv / "lib" / version / "site-packages"
            (packages / "cluster.pth").write_text(f"{Path(django.__file__).parents[1]}\n")
            return
        sys.exit(f"The user {self.user} can run no {version}: install one that is not in a home folder.")

    def copy_nginx(self) -> None:
        """The configuration of nginx as the distribution ships it, without its example site."""
        for name in ("nginx.conf", "mime.types", "modules-enabled"):
            source, target = Path("/etc/nginx") / name, self.folder / "etc/nginx" / name
            if source.is_dir():
                shutil.copytree(source, target)
            elif source.exists():
                shutil.copy(source, target)

    def replace_in(self, file: Path) -> None:
        words = {
            "/etc/nginx/": f"{self.folder}/etc/nginx/",
            "/etc/iqies-simulator/": f"{self.folder}/etc/iqies-simulator/",
            CODE: str(self.code),
            "/run/nginx.pid": f"{self.folder}/run/nginx.pid",
            "/var/log/": f"{self.folder}/var/log/",
            "/var/lib/": f"{self.folder}/var/lib/",
            "User=iqies-simulator\n": f"User={self.user}\n",
            "listen 80;": f"listen 127.0.0.1:{self.http};",
            "listen [::]:80;": "",
            "listen 443 ": f"listen 127.0.0.1:{self.https} ",
            "listen [::]:443 ssl http2;": "",
            "server_name simulator.example.org": f"server_name {HOST}",
        }
        words |= {
            f"127.0.0.1:{old} ": f"127.0.0.1:{new} " for old, new in zip(PORTS, self.ports, strict=True)
        }
        text = file.read_text()
        for old, new in words.items():
            text = text.replace(old, new)
        file.write_text(text)

    def set(self, **values: str) -> None:
        """Change lines of simulator.env, or add some."""
        lines = [
            line for line in self.settings.read_text().splitlines() if line.partition("=")[0] not in values
        ]
        lines += [f"{name}={value}" for name, value in values.items()]
        self.settings.write_text("\n".join(lines) + "\n")

    def configure(self, database_url: str) -> None:
        """What an operator must write: a secret, the database, the host, and a certificate."""
        self.set(SECRET_KEY=secrets.token_urlsafe(50), DATABASE_URL=database_url, ALLOWED_HOSTS=HOST)
        certificate = self.folder / "etc/iqies-simulator"
        subprocess.run(
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                ),
                *("-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
                *("-keyout", certificate / "certificate-key.pem"),
                *("-out", certificate / "certificate.pem"),
            ],
            stderr=subprocess.DEVNULL,
            check=True,
        )
