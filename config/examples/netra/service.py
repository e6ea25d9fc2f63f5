"""A stand-in for a service of this example: answers every request on a loopback port with its name.

service.py NAME PORT [--daemonize]
With --daemonize it exits 0 and leaves the service behind, as redis-server does.
"""
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

name, port = sys.argv[1], int(sys.argv[2])


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = (name + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
if "--daemonize" in sys.argv:
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
print(name, "listens on", port, flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    pass
