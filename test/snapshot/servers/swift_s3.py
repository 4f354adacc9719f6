"""OpenStack Swift with its "s3api" middleware on 127.0.0.1: an S3 store that checks signatures, for tests.

    python3 swift_s3.py DIR

Prints {"endpoint", "access_key", "secret_key", "region"} as one line of JSON when it answers, and ends with everything it
began when its standard input is closed. Needs Debian's package python3-swift, which is code only: no service comes with it.

Four processes: the proxy speaks S3 and hands each request to the account server (which buckets there are), the container
server (what a bucket lists) and the object server (the bytes).
"""
import ctypes
import gc
import json
import os
import pwd
import signal
import socket
import sys
import time

directory, key, secret, region = sys.argv[1], "test:tester", "testing-secret", "us-east-1"
os.umask(0o077)
os.makedirs(f"{directory}/node/d1")


def write(name, text):
    with open(f"{directory}/{name}", "w") as file:
        file.write(text)


write("swift.conf", "[swift-hash]\nswift_hash_path_suffix = test\n")
from swift.common import utils

utils.set_swift_dir(directory)  # before anything else of Swift: it would look into /etc/swift
utils.eventlet_monkey_patch()  # once here, not in each process
from swift.common.middleware import memcache
from swift.common.ring import RingBuilder
from swift.common.wsgi import run_wsgi
import swift.account.server, swift.container.server, swift.obj.server, swift.proxy.server  # loaded before the forks

now = time.time


class Cache:
    """The proxy wants a memcached; it is one process, so a dictionary does."""

    data = {}

    def get(self, key, **_):
        value, until = self.data.get(key, ("null", 0))
        return json.loads(value) if until > now() else None

    def set(self, key, value, time=0, **_):
        self.data[key] = json.dumps(value), now() + (time or 3600)

    def delete(self, key, **_):
        self.data.pop(key, None)


memcache.MemcacheRing = lambda *a, **k: Cache()

names = ["account", "container", "object", "proxy"]
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in names]
ports = [s.getsockname()[1] for s in sockets]
for s in sockets:
    s.close()

# Long time-outs: on a busy machine the defaults (0.5 s to connect) answer 503.
common = f"""[DEFAULT]
bind_ip = 127.0.0.1
bind_port = %s
swift_dir = {directory}
devices = {directory}/node
user = {pwd.getpwuid(os.geteuid())[0]}
workers = 0
mount_check = false
fallocate_reserve = 0
log_level = %s
[pipeline:main]
pipeline = %s
[app:%s-server]
use = egg:swift#%s
node_timeout = 60
conn_timeout = 20
"""
filters = "catch_errors gatekeeper proxy_logging memcache listing_formats s3api tempauth slo versioned_writes symlink"
more = {
    "s3api": f"location = {region}\nmax_upload_part_num = 10000",
    "slo": "max_manifest_segments = 10000",
    # The access key is ACCOUNT:NAME. test:limited signs well and may do nothing.
    "tempauth": f"user_test_tester = {secret} .admin\nuser_test_limited = {secret}",
    "versioned_writes": "allow_object_versioning = true",
}
for name, port in zip(names[:3], ports):
    write(f"{name}.conf", common % (port, "WARNING", f"{name}-server", name, name))
    ring = RingBuilder(4, 1, 0)
    ring.add_dev(dict(region=1, zone=1, ip="127.0.0.1", port=port, device="d1", weight=1))
    ring.rebalance()
    ring.get_ring().save(f"{directory}/{name}.ring.gz")
write(
    "proxy.conf",
    common % (ports[3], "WARNING", filters + " proxy-server", "proxy", "proxy")
    + "account_autocreate = true\nerror_suppression_limit = 1000000\n"
    + "".join(f"[filter:{f}]\nuse = egg:swift#{f}\n{more.get(f, '')}\n" for f in filters.split()),
)

gc.freeze()
pids = []
for name in names:
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it ends when this program does, however that ends
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor in 1, 2:
            os.dup2(os.open(f"{directory}/{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), descriptor)
        extra = {"global_conf_callback": swift.obj.server.global_conf_callback} if name == "object" else {}
        os._exit(run_wsgi(f"{directory}/{name}.conf", f"{name}-server", verbose=True, **extra))
    pids.append(pid)

signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # the servers end with it
try:
    until = now() + 60
    for port in ports:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                pass
            if now() > until or os.waitpid(-1, os.WNOHANG)[0]:
                sys.exit("a server did not start: see the logs in " + directory)
            time.sleep(0.05)
    print(json.dumps(dict(endpoint=f"http://127.0.0.1:{ports[3]}", access_key=key, secret_key=secret, region=region)), flush=True)
    while os.read(0, 4096):
        pass
finally:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
