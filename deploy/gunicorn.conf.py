"""The web server in production (deploy/Dockerfile). `make run` passes its own address and one process on the command line."""

import os

wsgi_app = "iconm.wsgi"
bind = os.environ.get("ICONM_BIND", "0.0.0.0:8000")  # inside the container; docker-compose.yml publishes it on loopback

# Pages wait for the database more than they compute, so threads; processes for the cores.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("ICONM_THREADS", "4"))
timeout = 60
graceful_timeout = 30
max_requests = 2000
max_requests_jitter = 200

worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (heartbeat files must not wait for a slow disk)
control_socket_disable = True
accesslog = "-"
access_log_format = "%(t)s %(s)s %(m)s %(U)s %(M)sms %(B)s"  # no query strings, no addresses: the audit trail knows who did what
errorlog = "-"
