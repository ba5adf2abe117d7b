#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The http service of a hosted image, over real sockets: http_test.py IMAGE [CASE ...]"""

import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

HELLO = b"hello, world\n"
BIG = b"0123456789abcdef\n" * 10000
CONNECTIONS = 8  # of tests/http/deploy.c


class Image:
    """A running image, and what it logs. Nothing may be ended in it but what a case expects."""

    def __init__(self, path, poll):
        environment = dict(os.environ, LEVERET_IO=poll) if poll else dict(os.environ)
        self.process = subprocess.Popen([path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        self.log = []
        self.read = 0  # lines of the log that have been judged
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        self.port = None
        end = time.time() + 10
        while self.port is None:
            if time.time() > end or self.process.poll() is not None:
                raise SystemExit("the image does not listen")
            time.sleep(0.02)
            self.port = next((int(line.split()[-1]) for line in self.log if "listening on port" in line), None)

    def read_log(self):
        for line in self.process.stdout:
            self.log.append(line.strip())

    def complaints(self, expected):
        """What the log says since the last call and is no news (level I), but for lines that contain `expected`."""
        lines, self.read = self.log[self.read:], len(self.log)
        return [line for line in lines if "] I " not in line and not (expected and expected in line)]

    def sockets(self):
        return sum(os.readlink(f"/proc/{self.process.pid}/fd/{fd}").startswith("socket:[")
                   for fd in os.listdir(f"/proc/{self.process.pid}/fd"))

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def connect(self, timeout=10):
        sock = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Client(sock)

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.rest = b""

    def send(self, *parts):
        self.sock.sendall(b"".join(parts))

    def more(self):
        data = self.sock.recv(65536)
        if not data:
            raise EOFError
        self.rest += data

    def reply(self, method="GET"):
        """The next reply: status, headers, body."""
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.split(b"\r\n")
        status = int(lines[0].split()[1])
        headers = {name.lower(): value.strip() for name, value in
                   (line.split(b":", 1) for line in lines[1:])}
        body = b""
        if method != "HEAD" and status >= 200 and status not in (204, 304):
            length = int(headers[b"content-length"])
            while len(self.rest) < length:
                self.more()
            body, self.rest = self.rest[:length], self.rest[length:]
        return status, headers, body

    def ended(self):
        """True when the service closes without another byte."""
        try:
            return self.rest == b"" and self.sock.recv(1) == b""
        except ConnectionResetError:
            return True

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def close(self):
        self.sock.close()


def get(path, *headers):
    return b"".join([b"GET ", path.encode(), b" HTTP/1.1\r\nHost: test\r\n",
                     *[header.encode() + b"\r\n" for header in headers], b"\r\n"])


def put(body, *headers):
    return b"".join([b"PUT /echo HTTP/1.1\r\nHost: test\r\nContent-Length: ", str(len(body)).encode(), b"\r\n",
                     *[header.encode() + b"\r\n" for header in headers], b"\r\n", body])


def chunked(body, sizes):
    parts = [b"PUT /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"]
    at = 0
    while at < len(body):
        size = min(next(sizes), len(body) - at)
        parts.append(b"%x\r\n%s\r\n" % (size, body[at:at + size]))
        at += size
    parts.append(b"0\r\n\r\n")
    return b"".join(parts)


def expect(actual, wanted, what=""):
    if actual != wanted:
        raise AssertionError(f"{what}: {str(actual)[:200]!r} is not {str(wanted)[:200]!r}")


def check_works(image):
    client = image.connect()
    client.send(get("/hello"))
    expect(client.reply()[2], HELLO)
    client.close()


def works_within(image, seconds):
    end = time.time() + seconds
    while True:
        try:
            check_works(image)
            return
        except (OSError, EOFError, AssertionError):  # also: 503, others are still being closed
            if time.time() > end:
                raise
            time.sleep(0.05)


# ---- cases ---------------------------------------------------------------------------------------


def case_curl(image):
    url = f"http://127.0.0.1:{image.port}"
    run = lambda *words: subprocess.run(["curl", "-s", "--max-time", "10", *words], capture_output=True,
                                        check=True).stdout
    expect(run(url + "/hello"), HELLO)
    expect(run("-X", "PUT", "--data-binary", "x" * 2999, url + "/echo"), b"x" * 2999)
    expect(run("-H", "Transfer-Encoding: chunked", "--data-binary", "chunks", url + "/echo"), b"chunks")
    expect(run("--http1.0", url + "/hello"), HELLO)
    expect(run("-I", url + "/hello").split(b"\r\n")[0], b"HTTP/1.1 200 OK")
    expect(run(url + "/big"), BIG)
    expect(run("-o", "/dev/null", "-w", "%{http_code}", url + "/nothing"), b"404")
    expect(run(url + "/hello", url + "/hello", url + "/bytes?5"), HELLO + HELLO + b"abcde")


def case_keep_alive(image):
    """1,000 requests of 6 clients with bodies of all kinds, every answer checked."""
    failures = []

    def work(seed):
        try:
            random_ = random.Random(seed)
            client = image.connect()
            for _ in range(170):
                kind = random_.randrange(4)
                body = random_.randbytes(random_.choice([0, 1, 100, 1000, 2999]))
                if kind == 0:
                    client.send(get("/hello"))
                    body = HELLO
                elif kind == 1:
                    client.send(put(body))
                elif kind == 2:
                    sizes = iter(lambda: random_.randrange(1, 700), 0)
                    client.send(chunked(body, sizes))
                else:
                    count = random_.randrange(4000)
                    client.send(get(f"/bytes?{count}"))
                    body = bytes(ord("a") + i % 26 for i in range(count))
                status, _, got = client.reply()
                expect((status, got), (200, body), f"kind {kind}")
            client.close()
        except Exception as error:  # reported by the case, whatever it is
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def case_pipelining(image):
    client = image.connect()
    client.send(get("/slow?200"), get("/hello"), put(b"abc"), get("/bytes?10"))
    began = time.time()
    expect([client.reply()[2] for _ in range(4)], [HELLO, HELLO, b"abc", b"abcdefghij"])
    assert time.time() - began > 0.15
    for size in (1, 7, 100, 4096):
        data = b"".join(get(f"/bytes?{n}") + put(b"y" * n) for n in range(60))
        def feed():
            for at in range(0, len(data), size):
                client.send(data[at:at + size])
        thread = threading.Thread(target=feed)
        thread.start()
        for n in range(60):
            expect(client.reply()[2], bytes(ord("a") + i % 26 for i in range(n)))
            expect(client.reply()[2], b"y" * n)
        thread.join()
    client.close()


def case_split(image):
    """A request cut at every byte."""
    data = chunked(b"hello", iter([2, 2, 2])) + put(b"123", "Expect: 100-continue") + get("/hello")
    for at in range(1, len(data), 3):
        client = image.connect()
        client.send(data[:at])
        time.sleep(0.002)
        client.send(data[at:])
        expect(client.reply()[2], b"hello")
        reply = client.reply()
        if reply[0] == 100:
            reply = client.reply()
        expect(reply[2], b"123")
        expect(client.reply()[2], HELLO)
        client.close()


def case_refusals(image):
    cases = [
        (400, b"\x00\x01\x02\r\n\r\n"),
        (400, b"GET /hello HTTP/1.1\r\n\r\n"),
        (400, b"GET /hello HTTP/1.1\nHost: x\n\n"),
        (400, b"GET /hello HTTP/1.1\r\nHost : x\r\n\r\n"),
        (400, b"GET /hello HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"),
        (400, b"PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        (400, b"PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (400, b"PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n"),
        (413, b"PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000),
        (413, chunked(b"x" * 5000, iter(lambda: 500, 0))),
        (414, b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
        (417, b"PUT /echo HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n"),
        (431, b"GET /hello HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 50 + b"\r\n"),
        (431, b"GET /hello HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 5000 + b"\r\n\r\n"),
        (501, b"TRACE /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        (505, b"GET /hello HTTP/2.0\r\nHost: x\r\n\r\n"),
    ]
    for status, data in cases:
        client = image.connect()
        client.send(get("/hello"))
        expect(client.reply()[2], HELLO)
        client.send(data)
        got, headers, _ = client.reply()
        expect(got, status, data[:60])
        expect(headers.get(b"connection"), b"close")
        assert client.ended()
        client.close()
    check_works(image)


def case_garbage(image):
    random_ = random.Random(1)
    for _ in range(300):
        client = image.connect()
        try:
            data = bytearray(get("/hello") + put(b"x" * 50) + chunked(b"abcdef", iter(lambda: 3, 0)))
            for _ in range(random_.randrange(1, 8)):
                data[random_.randrange(len(data))] = random_.randrange(256)
            client.send(data[:random_.randrange(len(data))])
        except OSError:
            pass
        client.close()
    works_within(image, 5)


def case_slow_clients(image):
    idle = image.connect()
    slow = image.connect()
    body = image.connect()
    body.send(b"PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
    deaf = image.connect()
    deaf.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.send(get("/big") * 60)
    began = time.time()
    for byte in get("/hello")[:25]:
        slow.send(bytes([byte]))
        time.sleep(0.05)
    check_works(image)  # the others are served all the while
    expect(slow.reply()[0], 408)
    expect(body.reply()[0], 408)
    assert 1.5 < time.time() - began < 4.5
    assert idle.ended()
    assert 2.5 < time.time() - began < 5
    for client in (idle, slow, body, deaf):
        client.close()


def case_connection_limit(image):
    clients = [image.connect() for _ in range(CONNECTIONS + 2)]
    for client in clients:
        client.send(get("/hello"))
    replies = [client.reply()[0] for client in clients]
    expect(replies, [200] * CONNECTIONS + [503] * 2)
    clients[0].close()
    time.sleep(0.1)
    for client in clients[CONNECTIONS:]:
        assert client.ended()
    check_works(image)
    for client in clients:
        client.close()


def case_resets(image):
    """The client breaks the connection in every state; nothing is left behind."""
    time.sleep(0.2)
    data = get("/hello") + put(b"x" * 100) + get("/slow?50") + get("/big") + chunked(b"abc", iter([1, 1, 1])) + b"bad\r\n\r\n"
    for at in range(0, len(data), 2):
        client = image.connect()
        client.send(data[:at])
        if at % 4 == 0:
            time.sleep(0.003)
        client.reset()
    works_within(image, 5)
    time.sleep(1.5)
    expect(image.sockets(), 1, "sockets left")


def case_half_close(image):
    client = image.connect()
    client.send(get("/slow?100"), get("/big"))
    client.sock.shutdown(socket.SHUT_WR)
    expect(client.reply()[2], HELLO)
    expect(client.reply()[2], BIG)
    assert client.ended()
    client = image.connect()
    client.send(b"GET /hel")
    client.sock.shutdown(socket.SHUT_WR)
    expect(client.reply()[0], 400)
    assert client.ended()


def load(image, seconds, path):
    """Clients that ask for /hello while `path` is asked for now and then. @return answers, breaks"""
    counts = [0, 0]
    end = time.time() + seconds

    def work():
        while time.time() < end:
            try:
                client = image.connect(2)
                while time.time() < end:
                    client.send(get("/hello"))
                    expect(client.reply()[2], HELLO)
                    counts[0] += 1
            except (OSError, EOFError, AssertionError):  # also: 503 while broken ones are being closed
                counts[1] += 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    while time.time() < end:
        time.sleep(0.15)
        try:
            client = image.connect(2)
            client.send(get(path))
            assert client.ended()
        except OSError:
            pass
    for thread in threads:
        thread.join()
    return counts


def case_application_restart(image):
    for path in ("/restart", "/crash"):
        answers, breaks = load(image, 2, path)
        assert answers > 100, (path, answers)
        works_within(image, 2)
    time.sleep(1.5)
    expect(image.sockets(), 1, "sockets left")


def case_idle(image):
    time.sleep(4)
    before = image.cpu()
    time.sleep(2)
    assert image.cpu() - before <= 0.02, image.cpu() - before


EXPECTED = {"application_restart": "E web: "}  # what a case makes the image log


def main():
    path, wanted = sys.argv[1], sys.argv[2:]
    cases = {name[5:]: function for name, function in globals().items() if name.startswith("case_")}
    passed = failed = 0
    for poll in ("", "epoll"):
        image = Image(path, poll)
        for name in wanted or cases:
            try:
                cases[name](image)
                passed += 1
            except Exception as error:  # the other cases run all the same
                failed += 1
                print(f"FAIL {name} ({poll or 'default I/O'}): {type(error).__name__}: {error}")
            for line in image.complaints(EXPECTED.get(name)):
                failed += 1
                print(f"FAIL {name} ({poll or 'default I/O'}): the image says: {line}")
            if image.process.poll() is not None:
                print(f"FAIL {name}: the image has ended with {image.process.returncode}")
                failed += 1
                image = Image(path, poll)
        image.stop()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
