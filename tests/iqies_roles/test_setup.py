"""Setup and reset, `.ci/setup.py` and `.ci/reset.py`, without installing anything."""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from iqies_roles.pid_file import write_pid_file


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The module `.ci/setup.py`, with another `var/`."""
    spec = importlib.util.spec_from_file_location("setup_script", settings.BASE_DIR / ".ci" / "setup.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VAR", tmp_path / "var")
    return module


def variables_in(setup, tmp_path):
    """The environment of a command of setup."""
    script = f"import os; open({str(tmp_path / 'seen')!r}, 'w').write(repr(dict(os.environ)))"
    setup.command(sys.executable, "-c", script)
    return eval((tmp_path / "seen").read_text())  # noqa: S307 - written above


@pytest.mark.parametrize("name", ["PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "DJANGO_SETTINGS_MODULE"])
def test_foreign_variables_do_not_reach_commands(setup, tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "other")
    assert name not in variables_in(setup, tmp_path)


def test_caches_are_in_var_without_a_home_folder(setup, tmp_path, monkeypatch):
    assert "npm_config_cache" not in variables_in(setup, tmp_path)
    monkeypatch.setenv("HOME", "/nonexistent")
    seen = variables_in(setup, tmp_path)
    assert seen["npm_config_cache"] == str(tmp_path / "var" / "cache" / "npm")
    assert seen["PIP_CACHE_DIR"] == str(tmp_path / "var" / "cache" / "pip")


@pytest.fixture
def checkout(tmp_path):
    """A folder with the reset script and a demo database."""
    for folder in (".ci", "iqies_roles"):
        shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "trainer.sqlite3").touch()
    return tmp_path


def reset(checkout, **variables):
    environment = {"PATH": os.environ["PATH"]} | variables
    command = [sys.executable, ".ci/reset.py"]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, check=False).returncode


def test_reset_deletes_the_demo_database(checkout):
    (checkout / "var" / "server-8000.pid").write_text(f"{os.getpid()}\n")  # of a killed server
    assert reset(checkout) == 0
    assert not (checkout / "var" / "trainer.sqlite3").exists()


def test_reset_is_refused_while_the_server_runs(checkout):
    with write_pid_file(checkout / "var" / "server-8000.pid", os.getpid()):
        assert reset(checkout) == 1
    assert (checkout / "var" / "trainer.sqlite3").exists()


@pytest.mark.parametrize("variables", [{}, {"ENV_FILE": ""}])
def test_reset_is_refused_with_a_database_url(checkout, variables):
    (checkout / ".env").write_bytes("\ufeffDATABASE_URL=postgres://localhost/training\n".encode())
    assert reset(checkout, **variables) == 1
    assert (checkout / "var" / "trainer.sqlite3").exists()
