#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The http service of a hosted image, over real sockets: http_test.py IMAGE [CASE ...]

Each way to do the host's I/O has an image and a process of this test of its own; they run side by side.
"""

import concurrent.futures
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

POLLS = ("uring", "epoll")
HELLO = b"hello, world\n"
BIG = b"0123456789abcdef\n" * 10000
CONNECTIONS = 8  # these of tests/http/nodes.h
SPARE = 4
WORKERS = 12
SEND_BLOCKS = 6


def free_port():
    """Not of those that the host gives to outgoing connections: a client could get it while the image restarts."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
        end = int(file.read().split()[0])
    while True:
        port = random.randrange(end // 2, end)
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Image:
    """A running image, and what it logs. Nothing may be ended in it but what a case expects."""

    def __init__(self, path, poll):
        self.port = free_port()
        environment = dict(os.environ, LEVERET_IO=poll, HTTP_TEST_PORT=str(self.port))
        self.process = subprocess.Popen([path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        self.log = []
        self.read = 0  # lines of the log that have been judged
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        wait_until(lambda: self.says("listening on port") or self.process.poll() is not None, 10)

    def read_log(self):
        for line in self.process.stdout:
            self.log.append(line.strip())

    def says(self, text):
        """How often."""
        return sum(text in line for line in self.log)

    def complaints(self, expected):
        """What the log says since the last call and is no news (level I), but for lines that contain `expected`."""
        lines, self.read = self.log[self.read:], len(self.log)
        return [line for line in lines if "] I " not in line and not (expected and expected in line)]

    def fds(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def sockets(self):
        """How many; one may go while we look."""
        found = 0
        for fd in os.listdir(f"/proc/{self.process.pid}/fd"):
            try:
                found += os.readlink(f"/proc/{self.process.pid}/fd/{fd}").startswith("socket:[")
            except FileNotFoundError:
                pass
        return found

    def rest(self):
        """Until every connection is closed, and a little longer."""
        wait_until(lambda: self.sockets() == 1, 4)
        time.sleep(0.3)

    def cpu(self):
        with open(f"/proc/{self.process.pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e9

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


def wait_until(condition, seconds):
    end = time.time() + seconds
    while not condition():
        if time.time() > end:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(0.02)


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


def refused(image, status, data):
    """@return the client, which the service has not left yet"""
    client = image.connect()
    client.send(get("/hello"))
    expect(client.reply()[2], HELLO)
    client.send(data)
    got, headers, _ = client.reply()
    expect(got, status, data[:60])
    expect(headers.get(b"connection"), b"close")
    return client


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
    for at in range(0, len(cases), CONNECTIONS):  # the service waits a second before it closes: for all of them at once
        clients = [refused(image, *it) for it in cases[at:at + CONNECTIONS]]
        for client in clients:
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
    data = get("/hello") + put(b"x" * 100) + get("/slow?50") + get("/big") + chunked(b"abc", iter([1, 1, 1])) + b"bad\r\n\r\n"
    for at in range(0, len(data), 2):
        client = image.connect()
        client.send(data[:at])
        if at % 4 == 0:
            time.sleep(0.003)
        client.reset()
    works_within(image, 5)
    image.rest()


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


class Load:
    """Clients that ask for /hello all the while: with Load(image) as load: ... Counts answers; connections may break."""

    def __init__(self, image):
        self.image = image
        self.answers = 0
        self.over = False
        self.threads = [threading.Thread(target=self.work) for _ in range(4)]

    def work(self):
        while not self.over:
            try:
                client = self.image.connect(2)
                while not self.over:
                    client.send(get("/hello"))
                    expect(client.reply()[2], HELLO)
                    self.answers += 1
            except (OSError, EOFError, AssertionError):  # also: 503 while broken ones are being closed
                time.sleep(0.001)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.over = True
        for thread in self.threads:
            thread.join()


def case_application_restart(image):
    for path in ("/restart", "/crash"):
        with Load(image) as load:
            for _ in range(8):
                client = image.connect(5)
                client.send(get(path))
                assert client.ended()
                answers = load.answers
                wait_until(lambda: load.answers > answers + 5, 2)
        works_within(image, 2)
    image.rest()


def check_all_is_back(image):
    """As many connections as at first, each of which gets a block for what it receives; all workers, all blocks to send from."""
    clients = [image.connect() for _ in range(CONNECTIONS + SPARE)]
    for client in clients:
        client.send(get("/hello"))
    expect([client.reply()[0] for client in clients], [200] * CONNECTIONS + [503] * SPARE)
    began = time.time()
    for client in clients[:WORKERS // 2]:
        client.send(get("/slow?700"), get("/slow?700"))
    for client in clients[:WORKERS // 2]:
        expect([client.reply()[2] for _ in range(2)], [HELLO, HELLO])
    assert time.time() - began < 1.35, "not all workers are there"
    for client in clients[:SEND_BLOCKS]:
        client.send(get("/big") * 4)  # more than sockets hold: the block that the first head was in stays in use
    time.sleep(0.1)
    for client in clients[:SEND_BLOCKS]:
        expect(client.reply()[2], BIG)
    for client in clients:
        client.close()


def check_restarts(image, node, number):
    """A service itself is ended, again and again, under load. It is back in time, and has lost nothing."""
    image.rest()
    fds = image.fds()
    ended = f"E {node}: budget used up"
    with Load(image) as load:
        for _ in range(5):
            answers, times = load.answers, image.says(ended)
            wait_until(lambda: load.answers > answers + 20, 5)
            while image.says(ended) == times:  # the signal has to find a handler of the node's
                image.process.send_signal(number)
                time.sleep(0.0005)
            works_within(image, 2)
        assert image.says(ended) < times + 3, "one signal ended several lives"
    image.rest()
    expect(image.fds(), fds, "descriptors left")
    check_all_is_back(image)


def case_http_restart(image):
    check_restarts(image, "http", signal.SIGUSR1)


def case_net_restart(image):
    check_restarts(image, "net", signal.SIGUSR2)


def case_idle(image):
    image.rest()
    before = image.cpu()
    time.sleep(2)
    assert image.cpu() - before <= 0.02, image.cpu() - before


# What a case makes the image log.
EXPECTED = {"application_restart": "E web: ", "http_restart": "E http: budget", "net_restart": "E net: budget"}


def run(path, poll, wanted):
    """All cases on one image. Prints what fails, and at last "N passed, N failed"."""
    cases = {name[5:]: function for name, function in globals().items() if name.startswith("case_")}
    passed = failed = 0
    image = Image(path, poll)
    for name in wanted or cases:
        problems = []
        try:
            cases[name](image)
        except Exception as error:  # the other cases run all the same
            problems.append(f"{type(error).__name__}: {error}")
        problems += [f"the image says: {line}" for line in image.complaints(EXPECTED.get(name))]
        if image.process.poll() is not None:
            problems.append(f"the image has ended with {image.process.returncode}")
            image = Image(path, poll)
        for problem in problems:
            print(f"FAIL {name} ({poll}): {problem}")
        passed, failed = (passed, failed + 1) if problems else (passed + 1, failed)
    image.stop()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


def main():
    path, wanted = sys.argv[1], sys.argv[2:]
    with concurrent.futures.ProcessPoolExecutor(len(POLLS)) as pool:
        failed = list(pool.map(run, [path] * len(POLLS), POLLS, [wanted] * len(POLLS)))
    return any(failed)


if __name__ == "__main__":
    sys.exit(main())
