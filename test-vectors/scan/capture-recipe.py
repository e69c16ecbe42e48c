"""Makes the captures of test-vectors/scan/capture, and nothing else.

Needs OpenSSL, OpenSSH (server and client, as root with /run/sshd) and Python's aioquic 1.7. Real
programs speak over a relay on 127.0.0.1; what they say is written as packets between addresses for
documentation (RFC 5737, RFC 3849), so nothing of the machine is in the files. Run it in its folder.
Keys are those of test-vectors/tls; of SSH they are made anew. IKE_SA_INIT is written by hand.
"""
import asyncio, os, socket, struct, subprocess, sys, tempfile, threading

from aioquic.asyncio import connect, serve
from aioquic.quic.configuration import QuicConfiguration

HERE = os.path.dirname(os.path.abspath(__file__))
TLS = os.path.join(HERE, "..", "tls")
OUT = os.path.join(HERE, "capture")


def relay(server_port, once):
    """Runs `once(port)` against a relay and gives what was said: (is_client, bytes), in order."""
    listener = socket.create_server(("127.0.0.1", 0))
    said, lock = [], threading.Lock()

    def carry(source, target, is_client):
        while piece := source.recv(1400):
            with lock:
                said.append((is_client, piece))
            target.sendall(piece)
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve():
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", server_port))
        threads = [threading.Thread(target=carry, args=args, daemon=True)
                   for args in ((client, server, True), (server, client, False))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    once(listener.getsockname()[1])
    thread.join(20)
    return said


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            threading.Event().wait(0.05)
    sys.exit("the server does not listen")


def tls(name, flags):
    port = free_port()
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet",
         "-cert", f"{TLS}/{name}.pem", "-key", f"{TLS}/{name}.key.pem"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(port)
    client = lambda relayed: subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{relayed}", *flags],
        input=b"Q\n", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    said = relay(port, client)
    server.kill()
    return said


def ssh(folder):
    port = free_port()
    key = os.path.join(folder, "host")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    config = os.path.join(folder, "sshd_config")
    with open(config, "w") as file:
        file.write(f"HostKey {key}\nListenAddress 127.0.0.1:{port}\nPidFile none\n")
    server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", config], stderr=subprocess.DEVNULL)
    wait_for(port)
    client = lambda relayed: subprocess.run(
        ["ssh", "-F", "none", "-p", str(relayed), "-o", "StrictHostKeyChecking=no",
         "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "nobody@127.0.0.1"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    said = relay(port, client)
    server.kill()
    return said


def quic():
    """Datagrams of a handshake of QUIC, as they pass a relay."""
    said = []

    class Relay(asyncio.DatagramProtocol):
        def __init__(self, server):
            self.server, self.client = server, None

        def connection_made(self, transport):
            self.transport = transport

        def datagram_received(self, data, address):
            is_client = address != self.server
            if is_client:
                self.client = address
            said.append((is_client, data))
            self.transport.sendto(data, self.server if is_client else self.client)

    async def run():
        configuration = QuicConfiguration(is_client=False, alpn_protocols=["h3"])
        configuration.load_cert_chain(f"{TLS}/p256.pem", f"{TLS}/p256.key.pem")
        server = await serve("127.0.0.1", 0, configuration=configuration)
        port = server._transport.get_extra_info("sockname")[1]
        loop = asyncio.get_running_loop()
        relay, _ = await loop.create_datagram_endpoint(
            lambda: Relay(("127.0.0.1", port)), local_addr=("127.0.0.1", 0))
        client = QuicConfiguration(alpn_protocols=["h3"], verify_mode=0, server_name="localhost")
        async with connect("127.0.0.1", relay.get_extra_info("sockname")[1],
                           configuration=client) as connection:
            await connection.ping()
        server.close()

    asyncio.run(run())
    return said


def v4(source, target, protocol, payload, ident=1, place=0):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), ident, place, 64, protocol, 0,
                       socket.inet_aton(source), socket.inet_aton(target))
    return head + payload


def v6(source, target, protocol, payload):
    return struct.pack(">IHBB16s16s", 6 << 28, len(payload), protocol, 64,
                       socket.inet_pton(socket.AF_INET6, source),
                       socket.inet_pton(socket.AF_INET6, target)) + payload


def tcp(source, target, number, flags, payload=b""):
    return struct.pack(">HHIIBBHHH", source, target, number & 0xffffffff, 0, 0x50, flags, 65535, 0,
                       0) + payload


def session(said, ports, first):
    """Segments of a conversation: (is_client, segment)."""
    client, server = ports
    numbers = {True: first, False: first ^ 0x55555555}
    yield True, tcp(client, server, numbers[True], 2)
    yield False, tcp(server, client, numbers[False], 0x12)
    for side in numbers:
        numbers[side] += 1
    for side, piece in said:
        ends = (client, server) if side else (server, client)
        yield side, tcp(*ends, numbers[side], 0x18, piece)
        numbers[side] += len(piece)
    for side in (True, False):
        ends = (client, server) if side else (server, client)
        yield side, tcp(*ends, numbers[side], 0x11)


def ethernet(packet, tags=b""):
    kind = b"\x86\xdd" if packet[0] >> 4 == 6 else b"\x08\x00"
    return b"\x02" * 6 + b"\x04" * 6 + tags + kind + packet


def pcap(name, link, packets):
    path = os.path.join(OUT, *name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, link))
        for second, packet in enumerate(packets):
            file.write(struct.pack("<IIII", second, 0, len(packet), len(packet)) + packet)


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    length = len(body) + 12
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def pcapng(name, link, packets):
    path = os.path.join(OUT, *name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)))
        file.write(block(1, struct.pack("<HHI", link, 0, 0)))
        for packet in packets:
            file.write(block(6, struct.pack("<IIIII", 0, 0, 0, len(packet), len(packet)) + packet))


def ike(is_response):
    """IKE_SA_INIT: AES-GCM-256, PRF SHA-384, P-256, and ML-KEM-768 as additional key exchange."""
    chosen = [(1, 20, 256), (2, 6, None), (4, 19, None), (6, 36, None)]
    offered = [(1, 20, 256), (1, 12, 128), (2, 6, None), (3, 12, None), (4, 19, None), (4, 14, None),
               (6, 36, None), (6, 0, None)]
    transforms = chosen if is_response else offered
    body = b""
    for index, (kind, number, bits) in enumerate(transforms):
        attribute = struct.pack(">HH", 0x800e, bits) if bits else b""
        last = 0 if index + 1 == len(transforms) else 3
        body += struct.pack(">BBHBBH", last, 0, 8 + len(attribute), kind, 0, number) + attribute
    proposal = struct.pack(">BBHBBBB", 0, 0, 8 + len(body), 1, 1, 0, len(transforms)) + body
    payload = struct.pack(">BBH", 34, 0, 4 + len(proposal)) + proposal
    payload += struct.pack(">BBHHH", 40, 0, 8 + 64, 19, 0) + bytes(range(64))
    payload += struct.pack(">BBH", 0, 0, 4 + 32) + bytes(range(32))
    flags = 0x20 if is_response else 0x08
    return struct.pack(">8s8sBBBBII", b"initiate", b"respond!" if is_response else b"\0" * 8, 33,
                       0x20, 34, flags, 0, 28 + len(payload)) + payload


def udp(source, target, payload):
    return struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload


def main():
    client, server = "192.0.2.7", "198.51.100.9"
    old = tls("rsa", ["-tls1_2", "-cipher", "DHE-RSA-AES128-SHA"])
    new = tls("p256", ["-tls1_3", "-groups", "X25519"])
    with tempfile.TemporaryDirectory() as folder:
        shell = ssh(folder)
    pack = lambda side, segment: v4(*((client, server) if side else (server, client)), 6, segment)

    # A VLAN, segments in the wrong order and twice, and a second session that is the same.
    order = [pack(*each) for each in session(old, (50001, 443), 0xfffffff0)]
    again = [pack(*each) for each in session(old, (50002, 443), 7)]
    order[4:7] = [order[6], order[5], order[5], order[4]]
    pcap(("tls12", "vlan.pcap"), 1,
         [ethernet(each, b"\x81\x00\x00\x05") for each in order + again])

    # IPv6 in pcapng; and SSH whose client speaks from behind IPv4, raw.
    sixth = lambda side, segment: v6(*(("2001:db8::7", "2001:db8::9") if side else
                                       ("2001:db8::9", "2001:db8::7")), 6, segment)
    pcapng(("tls13", "six.pcapng"), 1,
           [ethernet(sixth(*each)) for each in session(new, (50003, 8443), 1)])
    pcap(("ssh", "shell.pcap"), 101, [pack(*each) for each in session(shell, (50004, 22), 99)])

    # IKE: the offer in two fragments, the answer behind address translation.
    offer, answer = udp(500, 500, ike(False)), udp(4500, 4500, b"\0" * 4 + ike(True))
    pcap(("ike", "fragments.pcap"), 101, [
        v4(client, server, 17, offer[64:], 3, 8),
        v4(client, server, 17, offer[:64], 3, 0x2000),
        v4(server, client, 17, answer, 4)])

    # QUIC: an answer before its question is passed over, the rest counts.
    pair = lambda side: (client, server) if side else (server, client)
    ports = lambda side: (50008, 443) if side else (443, 50008)
    datagrams = [v4(*pair(side), 17, udp(*ports(side), data)) for side, data in quic()[:6]]
    pcap(("quic", "early.pcap"), 101, [datagrams[1], *datagrams])

    # The server's second segment is lost; what came before it counts.
    lost = [pack(*each) for each in session(old, (50005, 443), 5)]
    del lost[4]
    pcap(("lost", "lost.pcap"), 101, lost)

    # Nothing that is looked for: a name service and HTTP.
    plain = [(True, b"GET / HTTP/1.0\r\n\r\n"), (False, b"HTTP/1.0 200 OK\r\n\r\nhello")]
    pcap(("negative", "plain.pcap"), 101,
         [v4(client, server, 17, udp(5353, 53, b"\0" * 20))]
         + [pack(*each) for each in session(plain, (50006, 80), 5)])

    # Cut in the middle of a packet.
    pcap(("malformed", "cut.pcap"), 101, [pack(*each) for each in session(new, (50007, 443), 5)])
    path = os.path.join(OUT, "malformed", "cut.pcap")
    os.truncate(path, os.path.getsize(path) // 2)


main()
