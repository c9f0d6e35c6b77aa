"""A model server of ours on a real socket, written from the published protocol of Label Studio's ML back-ends.

GET /health, POST /setup, /predict and /webhook, with the bodies and codes of label_studio_ml/api.py. What it says of a
text is the test's: `says(text)` gives the results of one prediction and its score.
"""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def choice(name):
    return {"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [name]}}


def span(start, end, name, **more):
    value = {"start": start, "end": end, "labels": [name], **more}
    return {"from_name": "label", "to_name": "text", "type": "labels", "value": value}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path in ("/", "/health"):
            return self.send({"status": "UP", "model_class": "Stub"})
        return self.send({"error": "not found"}, 404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body, dict(self.headers)))
        with suppress(OSError):  # the other side hung up, as some tests want it
            if behave := self.server.instead.get(self.path):
                return behave(self, body)
            return {"/setup": self.setup_, "/predict": self.predict, "/webhook": self.webhook}[self.path](
                body
            )

    def setup_(self, body):
        self.send({"model_version": f"stub-{body['project'].split('.')[0]}"})

    def predict(self, body):
        results = []
        for task in body["tasks"]:
            found, score = self.server.says(task["data"]["text"])
            results.append({"result": found, "score": score, "model_version": "stub"})
        self.send({"results": results})

    def webhook(self, body):
        if body["action"] not in ("ANNOTATION_CREATED", "ANNOTATION_UPDATED", "START_TRAINING"):
            return self.send({"status": "Unknown event"})
        self.server.learned.append(body)
        return self.send({"result": {}, "status": "ok"}, 201)

    def send(self, content, status=200, **headers):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments):
        """Nobody reads it."""


class BackEnd(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.learned, self.instead = [], [], {}
        self.says = lambda text: ([], None)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server_port}"

    def asked_at(self, path):
        return [body for asked, body, _headers in self.asked if asked == path]

    def stop(self):
        self.shutdown()
        self.server_close()
