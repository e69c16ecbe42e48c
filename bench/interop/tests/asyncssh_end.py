"""An end of SSH by AsyncSSH, with one method of key exchange.

client METHOD PORT: connects; whether it may log in does not matter.
server METHOD: listens at a free port, which it prints."""

import asyncio
import sys

import asyncssh


async def client(method, port):
    try:
        await asyncssh.connect(
            "127.0.0.1", int(port), kex_algs=[method], known_hosts=None, username="nobody",
            config=None, agent_path=None, client_keys=None,
        )
    except asyncssh.ConnectionLost:
        pass  # our end hangs up after the exchange


async def server(method):
    key = asyncssh.generate_private_key("ssh-ed25519")
    listener = await asyncssh.listen(
        "127.0.0.1", 0, kex_algs=[method], server_host_keys=[key], config=None
    )
    print(listener.get_port(), flush=True)
    await asyncio.sleep(60)


role, *arguments = sys.argv[1:]
asyncio.run({"client": client, "server": server}[role](*arguments))
