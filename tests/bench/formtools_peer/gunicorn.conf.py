"""gunicorn's configuration for the peer: as many workers and threads as the simulator has."""

from iqies_roles import settings as simulator

wsgi_app = "tests.bench.formtools_peer.wsgi"
bind = f"{simulator.HOST}:{simulator.PORT}"
workers = simulator.WORKERS
threads = 4
preload_app = True
keepalive = 75
control_socket_disable = True
loglevel = "warning"
